/** Ways out of JavaScript and ways to use up the host that escapes.test.ts tries. Whoever thinks of another one adds a line. */

/** Scripts that try to reach the host; they may fail, or end with nothing of it in their hands. */
export const javaScriptEscapes: readonly string[] = String.raw`
return msg.constructor.constructor('return process')().version
return msg['constructor']['constructor']('return process')().version
return msg['con' + 'structor']['con' + 'structor']('return globalThis')().process.version
return ''.constructor.constructor('return process')().version
return (5).constructor.constructor('return process')().version
return true.constructor.constructor('return process')().version
return [].constructor.constructor('return process')().version
return (() => {}).constructor('return process')().version
return (function () {}).constructor('return process')().version
const k = 'constructor'; return [][k][k]('return process')().version
const k = ['cons', 'tructor'].join(''); return msg[k][k]('return process')().version
const k = String.fromCharCode(99, 111, 110, 115, 116, 114, 117, 99, 116, 111, 114); return ''[k][k]('return process')().version
const k = JSON.parse('"constructor"'); return [][k][k]('return process')().version
return msg.\u0063onstructor.constructor('return process')().version
return msg['\x63onstructor']['\u{63}onstructor']('return process')().version
const { constructor: C } = msg; return C.constructor('return process')().version
const { constructor: { constructor: F } } = []; return F('return process')().version
const { ['constructor']: C } = ''; return C.constructor('return process')().version
const [a = msg.constructor] = []; return a.constructor('return process')().version
return Object.getPrototypeOf(msg).constructor.constructor('return process')().version
return Object.getPrototypeOf(Object.getPrototypeOf([])).constructor.constructor('return process')().version
return Object.getOwnPropertyDescriptor(Object.prototype, 'constructor').value.constructor('return process')().version
return Reflect.getPrototypeOf(msg).constructor.constructor('return process')().version
return Reflect.construct(Function, ['return process'])().version
return Reflect.apply(Function, null, ['return process'])().version
return Function('return process')().version
return new Function('return process')().version
return Function.prototype.constructor('return process')().version
return (function* () {}).constructor('return process')().next().value.version
return (async () => {}).constructor('return process')()
return (async function* () {}).constructor('return process')()
return Object.getPrototypeOf(function* () {}).constructor('return process')().next().value.version
return eval('process').version
return (0, eval)('process').version
return globalThis.eval('process').version
return process.version
return globalThis.process.version
return global.process.version
return window.process
return self.process
return this.process.version
return (function () { return this })().process.version
return (() => this)().process.version
return (function () { return this.constructor.constructor('return process')() })().version
return function () { return this }.call(null).process.version
return function () { return this }.apply(undefined).process.version
return function () { return this }.bind()().process.version
return require('fs').readFileSync('/etc/passwd', 'utf8')
return module.require('fs')
return process.mainModule.require('fs')
return process.binding('fs')
return process.getBuiltinModule('fs')
return import('node:fs')
import('node:fs').then((fs) => { globalThis.canary = 'escaped' }); return 1
return import.meta.url
return runtime
return meter
return constants
return v0
return t1
return turnOff
meter.fuel = Infinity; while (true);
return look.constructor('return process')().version
return own(msg)
return arguments.callee.caller
return arguments.callee.constructor('return process')().version
return (function f() { return f.caller })()
return (function f() { return f.arguments })()
return (function () { return arguments.callee.caller.caller })()
function f() { return f.constructor('return process')() } return f().version
const f = () => 1; return f['constructor']('return process')().version
const f = () => 1; f.prototype = null; return Object.keys(f)
return parseInt.constructor('return process')().version
return Math.max.constructor('return process')().version
return JSON.parse.constructor('return process')().version
return [].map.constructor('return process')().version
return ''.at.constructor('return process')().version
return msg.toString.constructor('return process')().version
return msg.hasOwnProperty.constructor('return process')().version
return [1].map(Function)
return ['return process'].map(Function)[0]().version
return ['process'].map(eval)
return [Function][0]('return process')().version
const o = { f: Function }; return o.f('return process')().version
return [..."a"].map.call
return [].concat.call.bind([].concat).constructor('return process')().version
try { null.x } catch (e) { return e.constructor.constructor('return process')().version }
try { undefined() } catch (e) { return e.stack }
try { (function f() { f() })() } catch (e) { return e.constructor.constructor('return process')().version }
try { JSON.parse('{') } catch ({ constructor: C }) { return C.constructor('return process')().version }
try { throw msg } catch (e) { return e.constructor.constructor('return process')().version }
return new Error('x').stack
Error.prepareStackTrace = (e, frames) => frames[0].getThis(); return new Error().stack
Error.prototype.toString = () => 'escaped'; return String(new Error())
Error.captureStackTrace(msg); return msg.stack
return Symbol.prototype.constructor.constructor('return process')().version
return msg[Symbol.toPrimitive]
return [][Symbol.iterator].constructor('return process')().version
return Object(Symbol.iterator).constructor.constructor('return process')().version
return Array.prototype[Symbol.species]
class A extends Array { static get [Symbol.species]() { return Function } } return new A('return process').map((x) => x)
class A extends Function {} return new A('return process')().version
class A { static { globalThis.canary = 'escaped' } } return 1
class A { #x = Function('return process')(); get() { return this.#x.version } } return new A().get()
return new Proxy(msg, { get: (t, k, r) => r.constructor })
return new Proxy(function () {}, { apply: (t, self) => self.process })()
return Proxy.revocable({}, {}).proxy.constructor.constructor('return process')().version
return (s => s)${'`'}x${'`'}.constructor.constructor('return process')().version
return Function${'`'}return process${'`'}().version
return String.raw.constructor('return process')().version
return ${'`'}${'$'}{Function('return process')().version}${'`'}
return { get x() { return Function('return process')() } }.x.version
return { __proto__: null, toString: Function('return process') } + ''
return { toString() { return this.constructor.constructor('return process')().version } } + ''
return { valueOf() { return globalThis.process.version } } + 1
return { toJSON() { return globalThis.process.version } }
return { [Symbol.toPrimitive]() { return process.version } } + ''
return [{ toString() { return process.version } }].join()
return [3, 1].sort(Function)
return [3, 1].sort((a, b) => a.constructor.constructor('return process')().version)
return 'x'.replace('x', Function('return process'))
return 'x'.replace('x', (m) => m.constructor.constructor('return process')().version)
return 'x'.replace(/x/, (m) => process.version)
return JSON.stringify(msg, function (k, v) { return this.constructor.constructor('return process')().version })
return JSON.parse('{"a":1}', function (k, v) { return this.constructor.constructor('return process')().version })
return Array.from({ length: 1 }, Function)
return Array.from.call(Function, ['return process'])
return Array.of.call(Function, 'return process')().version
msg.__proto__.canary = 'escaped'; return msg
msg['__proto__']['canary'] = 'escaped'; return msg
msg['__pro' + 'to__'].canary = 'escaped'; return msg
const k = '__proto__'; msg[k] = { canary: 'escaped' }; return ({}).canary
const p = JSON.parse('{"__proto__": {"canary": "escaped"}}'); return Object.assign({}, p).canary
const p = JSON.parse('{"__proto__": {"canary": "escaped"}}'); for (const k in p) msg[k] = p[k]; return ({}).canary
const p = JSON.parse('{"constructor": {"prototype": {"canary": "escaped"}}}'); Object.assign(msg, p); return ({}).canary
Object.prototype.canary = 'escaped'; return ({}).canary
Array.prototype.push = () => 'escaped'; return [].push(1)
Array.prototype[0] = 'escaped'; return [,][0]
String.prototype.trim = () => 'escaped'; return ' '.trim()
Object.defineProperty(Object.prototype, 'canary', { get: () => 'escaped' }); return 1
Object.setPrototypeOf(msg, { canary: 'escaped' }); return msg.canary
Object.setPrototypeOf(Object.prototype, null); return 1
msg.__defineGetter__('x', () => 'escaped'); return msg.x
({}).__defineSetter__.call(Object.prototype, 'canary', () => 1); return 1
({}).__lookupGetter__('__proto__').call(msg).canary = 'escaped'; return 1
Object.freeze(Object.prototype); return 1
globalThis.canary = 'escaped'; return 1
canary = 'escaped'; return canary
var canary = 'own'; return canary
Math.max = () => 'escaped'; return Math.max(1)
JSON.parse = () => 'escaped'; return 1
Date.now = () => 'escaped'; return 1
console.log = () => 'escaped'; return 1
Object = null; return 1
undefined = 1; return 1
NaN = 1; return 1
parseInt = () => 'escaped'; return parseInt('1')
with (msg) { constructor.constructor('return process')() }
with (globalThis) { return process.version }
label: with (msg) { break label } return 1
label: { break label; process.exit(1) } return 1
a: for (;;) { b: for (;;) { continue a; } }
function f(a = msg.constructor.constructor('return process')()) { return a.version } return f()
function f(a = (() => eval('process'))()) { return a.version } return f()
function f({ constructor: { constructor: F } }) { return F('return process')().version } return f(() => 1)
(function (x = this) { return x.process.version })(); return 1
return ((...a) => a)(...[Function])[0]('return process')().version
/* */ return process.version /* */
return process /**/ . /**/ version
return pro\u0063ess.version
}); globalThis.canary = 'escaped'; (function () {
} catch (e) {} return process.version; try {
return 1 } process.exit(1); {
return 1 // \u2028 process.exit(1)
return '\u2028'; process.exit(1)
"*/ process.exit(1) /*"; return 1
return "</script><script>process.exit(1)</script>"
return '"; process.exit(1); "'
return ${'`'}${'$'}{'${'`'}'} ${'`'}
return { '"]: process.exit(1), ["': 1 }
msg['"]; process.exit(1); ["'] = 1; return msg
return new (class { constructor() { return process } })().version
return new WebAssembly.Module(new Uint8Array(8))
return new SharedArrayBuffer(8)
return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
return fetch('http://127.0.0.1')
return setTimeout(() => { globalThis.canary = 'escaped' }, 0)
return queueMicrotask(() => { globalThis.canary = 'escaped' })
return Promise.resolve().then(() => { globalThis.canary = 'escaped' })
return new FinalizationRegistry(() => {}).register({}, 1)
return new WeakRef(msg).deref().constructor.constructor('return process')().version
return structuredClone(msg)
return Deno.version || Bun.version
return std.getenv('PATH')
return os.exec(['id'])
return [].constructor.from([1]).constructor.constructor('return process')().version
return ''.split.call('a', '').constructor.constructor('return process')().version
return /x/.constructor.constructor('return process')().version
return /x/[Symbol.replace]('x', () => process.version)
return RegExp.prototype.exec.constructor('return process')().version
return new Date().constructor.constructor('return process')().version
return Date.prototype.toISOString.call.constructor('return process')().version
return Intl.DateTimeFormat().resolvedOptions().timeZone
return new Map([[1, 2]]).constructor.constructor('return process')().version
return 10n.constructor.constructor('return process')().version
return document.cookie
return Object.entries(globalThis).length > 100
`
  .split('\n')
  .filter((line) => line !== '')

/** Scripts that would hold or fill the host. Each must fail, and soon. */
export const javaScriptExhaustions: readonly string[] = String.raw`
while (true);
while (true) {}
for (;;);
for (;;) { continue; }
do {} while (true)
do ; while (1)
a: while (true) { while (true) continue a; }
for (let i = 0; i < 1; i = 0);
for (const x of [1]) { for (;;) {} }
for (const k in { a: 1 }) while (1);
const a = [1]; for (const x of a) a.push(x); return 1
let i = 0; while (i >= 0) i = (i + 1) % 5
switch (1) { case 1: while (true); }
try { while (true); } catch (e) { return 1 }
try { while (true); } finally { while (true); }
while (true) { try { while (true); } catch (e) {} }
const f = () => f(); return f()
function f() { return f() + 1 } return f()
function a() { return b() } function b() { return a() } return a()
const f = (n) => [n].map(f); return f(1)
const f = (x) => JSON.stringify([x].map(f)); return f(1)
function f(n) { return n < 2 ? 1 : f(n - 1) + f(n - 2) } return f(60)
(function f() { for (;;) f })()
[1, 2].sort(() => { for (;;); }); return 1
[1, 2, 3].map(() => { while (true); }); return 1
[1].forEach(() => { while (true); })
[1].reduce(() => { while (true); }, 0)
[1].find(() => { while (true); })
[1].filter(() => { while (true); })
[[1]].flatMap(() => { while (true); })
Array.from([1], () => { while (true); })
'a'.replace('a', () => { while (true); })
return '' + { toString() { while (true); } }
return +{ valueOf() { while (true); } }
return { toJSON() { while (true); } }
return { get x() { while (true); } }.x
const { x = (() => { while (true); })() } = {}; return x
(function (a = (() => { while (true); })()) {})()
return ${'`'}${'$'}{(() => { while (true); })()}${'`'}
throw { toString() { while (true); } }
throw { get message() { while (true); } }
return 'a'.repeat(2 ** 29)
return 'a'.repeat(1e9).length
return 'a'.padStart(1e9).length
return 'a'.padEnd(2 ** 30, 'b').length
let s = 'a'; while (true) s += s;
let s = 'a'; for (;;) s = s + s;
let s = 'a'; for (;;) s = ${'`'}${'$'}{s}${'$'}{s}${'`'};
let s = 'a'; for (;;) s = s.concat(s);
let s = 'a'; for (;;) s = s.replaceAll('a', 'aa');
let s = 'a'; for (;;) s = [s, s].join('');
let s = ''; for (;;) s += 'x'.repeat(1000);
let s = 'ab'.repeat(100000); for (;;) s.split('');
let s = 'ab'.repeat(100000); for (;;) s.toUpperCase();
let s = 'a'.repeat(100000); for (;;) s.indexOf(s.slice(1) + 'b');
let s = 'a'.repeat(200000); for (;;) if (s + 'x' === s + 'y') break;
let s = 'a'.repeat(200000); for (;;) msg[s + 'x'];
let s = 'a'.repeat(200000); for (;;) { s = s.slice(1) + 'a'; s.charCodeAt(5); }
return new Array(1e9).join('x')
return new Array(4294967295).fill(0)
return Array(1e8).fill(1).map((x) => x)
return Array.from({ length: 1e9 })
return Array.from({ length: 4294967295 }, (_, i) => i)
const a = []; a.length = 4294967295; return a.map((x) => x).join()
const a = []; a[4294967290] = 1; return a.indexOf(2)
const a = []; while (true) a.push(a.length)
const a = []; while (true) a[a.length] = { a: [1, 2, 3] }
let a = [1]; for (;;) a = a.concat(a)
let a = [1]; for (;;) a = [...a, ...a]
let a = [1]; for (;;) a.push(...a)
let a = []; for (;;) a = [a]
let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a
let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return JSON.stringify(a)
let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a.flat(Infinity)
let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return String(a)
const a = []; a.push(a); return a
const a = {}; a.a = a; return JSON.stringify(a)
const a = []; for (let i = 0; i < 1e9; i++) a.unshift(i)
const a = Array.from({ length: 1000 }, (_, i) => i); for (;;) a.sort((x, y) => y - x)
const a = Array.from({ length: 50000 }, (_, i) => 'k' + i); for (;;) a.sort()
const o = {}; for (let i = 0; ; i++) o['k' + i] = i
const o = {}; for (let i = 0; ; i++) o[i * 1000] = i
let o = {}; for (;;) o = { o, p: o }
const fs = []; for (;;) fs.push(() => fs)
let f = () => 1; for (;;) { const g = f; f = () => g(); }
let f = () => 1; for (let i = 0; i < 1e6; i++) { const g = f; f = () => g() + 1; } return f()
return JSON.parse('['.repeat(100000))
return JSON.parse('[' .repeat(5000) + ']'.repeat(5000))
let o = 1; for (let i = 0; i < 1e5; i++) o = { o }; return o
let o = 1; for (let i = 0; i < 1e5; i++) o = [o]; return JSON.stringify(o)
for (;;) JSON.parse(JSON.stringify(Array.from({ length: 1000 }, (_, i) => ({ i }))))
for (;;) Object.entries(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [i, i])))
for (;;) ({ ...Array.from({ length: 5000 }, (_, i) => i) })
return /(a+)+b/.test('a'.repeat(50))
return /a{0}x*x*x*x*x*x*y/.test('x'.repeat(100000))
return /(a|a)*b/.test('a'.repeat(50))
return 'a'.repeat(50).match(/(a*)*b/)
return 'a'.repeat(30000).replace(/a*a*a*a*b/g, '')
return /^(\w+\s?)*$/.test('word '.repeat(20) + '!')
return (9n ** 999999n).toString()
return 2n ** 2n ** 40n
function* g() { for (;;) yield 1; } for (const x of g()); return 1
return [...(function* () { while (true) yield 1 })()]
const m = new Map(); for (let i = 0; ; i++) m.set(i, i)
for (;;) new Uint8Array(1e7)
return new ArrayBuffer(2 ** 33)
[].indexOf.call({ length: 2 ** 53 - 1 }, 1); return 1
return Array.prototype.concat.apply([], Array.from({ length: 100000 }, () => Array(1000)))
return new Proxy({}, { ownKeys() { while (true); } })
return Math.max(...Array.from({ length: 100000 }, (_, i) => 'x'.repeat(5000)))
return Function('while (true);')()
with ({ get x() { while (true); } }) { x }
async function f() { while (true) await 1 } return f()
`
  .split('\n')
  .filter((line) => line !== '')

/** Sources that are themselves too much. */
export const javaScriptMonsters: readonly string[] = [
  `return ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
  `return ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `return ${'!'.repeat(45_000)}1`,
  `return ${'- '.repeat(20_000)}1`,
  `return ${'1+'.repeat(24_000)}1`,
  `return ${'a.'.repeat(20_000)}b`,
  `return ${'{a:'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  'if (1) '.repeat(7000),
  '{'.repeat(20_000) + '}'.repeat(20_000),
  `return ${'(()=>'.repeat(8000)}1${')'.repeat(8000)}`,
  `return ${'1?1:'.repeat(10_000)}1`,
  `return ${'`${'.repeat(8000)}1${'}`'.repeat(8000)}`,
  `var ${Array.from({ length: 8000 }, (_, at) => `v${at}`).join(',')}; return 1+`,
]
