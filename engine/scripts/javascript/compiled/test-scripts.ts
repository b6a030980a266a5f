/** Scripts by hand for the test that runs both roads: what people write, and the corners of the language. */
const everyday = String.raw`
return msg.temperature > 20
return msg.temperature > 20 && msg.humidity < 80;
return typeof msg.temperature !== 'undefined' && msg.temperature != null;
return metadata.deviceType === 'thermometer';
return ['a', 'b'].indexOf(msg.name) >= 0
return msg.hasOwnProperty('temperature');
return Object.prototype.hasOwnProperty.call(msg, 'constructor')
return 'temperature' in msg
if (msg.temperature > 30) { return 'high'; } else if (msg.temperature < 10) return 'low'; return 'normal';
return msg.temperature > 30 ? ['Hot', 'Any'] : ['Cold'];
msg.fahrenheit = msg.temperature * 9 / 5 + 32; return {msg: msg, metadata: metadata, msgType: msgType};
var newMsg = {}; newMsg.temp = msg.temperature; return {msg: newMsg, metadata: metadata, msgType: msgType};
newMsg = {}; newMsg.a = 1; return {msg: newMsg};
metadata.ts = Date.parse('2023-11-14T22:13:20.000Z'); return {msg, metadata, msgType};
return {msg: {...msg, extra: 1}, metadata: {...metadata, x: 'y'}, msgType: 'OTHER'};
delete msg.temperature; return {msg: msg};
delete msg['name']; delete msg.missing; return msg;
var sum = 0; for (var i = 0; i < msg.list.length; i++) sum += msg.list[i]; return sum;
var out = []; for (var key in msg) { out.push({key: key, value: msg[key]}); } return out;
return Object.keys(msg).map(function (k) { return k + '=' + msg[k]; }).join('&');
return Object.entries(msg.deep).filter(([k, v]) => typeof v === 'number').map(([k, v]) => ({[k]: v * 2}))
return JSON.parse(JSON.stringify(msg));
return JSON.stringify(msg);
return JSON.stringify(msg, null, 2).length
return 'Incoming message:\n' + JSON.stringify(msg) + '\nIncoming metadata:\n' + JSON.stringify(metadata);
return {msg: {data: JSON.parse('{"a": [1, 2.50, 1e3, -0, "\\u0041"], "__proto__": 1}')}}
var value = parseFloat(msg.text); if (isNaN(value)) value = 0; return {v: value};
return +msg.name || -1
return Number(metadata.ts) + 1
return parseInt('12px') + parseInt('0x1f') + parseInt('11', 2) + parseInt('z', 36)
return [Number(''), Number(' '), Number('1e3'), Number('0b11'), Number('0o17'), Number(null), Number(true), Number('a')].map(String)
return (msg.temperature).toFixed(2)
return Math.round(msg.temperature * 100) / 100;
return [1.005.toFixed(2), (1e21).toFixed(2), (-1.5).toFixed(0), (0.000001234).toFixed(8), (123.456).toPrecision(4), (0).toExponential(3)]
return [0.1 + 0.2, 1 / 3, 1e21, 1e-7, 123456789012345680000, 5e-324, 2 ** 53, -1e-7].join(' ')
return [255..toString(16), (255).toString(2), (-7).toString(36), (1e21).toString(7)]
var bytes = [0x01, 0xf0, 0x80]; return {v: (bytes[0] << 16 | bytes[1] << 8 | bytes[2]) >>> 0, s: (bytes[2] << 24) >> 24};
var hex = msg.hex; var b = []; for (var i = 0; i < hex.length; i += 2) b.push(parseInt(hex.substr(i, 2), 16)); return b;
function readInt16(b, at) { var v = (b[at] << 8) | b[at + 1]; return v > 0x7fff ? v - 0x10000 : v; } return readInt16([0xff, 0x38], 0) / 10;
const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2); return f(15);
var fact = function self(n) { return n <= 1 ? 1 : n * self(n - 1); }; return fact(10);
return (function () { return 5 })() + (() => 6)()
const counter = () => { let n = 0; return () => ++n; }; const c = counter(); c(); c(); return c();
const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); return fs.map((f) => f());
var fs = []; for (var i = 0; i < 3; i++) fs.push(() => i); return fs.map((f) => f());
const fs = []; for (const x of ['a', 'b']) fs.push(() => x); return fs.map((f) => f()).join('');
let log = ''; const o = { a: 1, run(x) { return x * 2 }, go: (x) => x + 1 }; return [o.run(4), o.go(4), o['run'](5)];
const { temperature, humidity = 40, deep: { x, y = 'none' } = {} } = msg; return { temperature, humidity, x, y };
const { temperature, n: alias = 7 } = msg; return temperature + alias
const [a, , b = 3, ...rest] = [1, 2, undefined, 4, 5]; return { a, b, rest };
const { a, ...rest } = { a: 1, b: 2, c: 3 }; return rest;
let a = 1, b = 2; [a, b] = [b, a]; return [a, b];
const o = {}; [o.a, o['b']] = [1, 2]; ({ x: o.c, y: o.d = 9 } = { x: 3 }); return o;
function f({ a, b = 2 }, [c, d] = [3, 4], ...more) { return [a, b, c, d, more]; } return f({ a: 1 }, undefined, 5, 6);
function f(a, b = a + 1, c = b * 2) { return [a, b, c]; } return [f(1), f(1, 5), f(1, undefined, 0)];
const add = (...xs) => xs.reduce((a, b) => a + b, 0); return add(...[1, 2, 3], 4);
return Math.max(...msg.list.filter((x) => typeof x === 'number'), 0);
const s = new Date(1700000000000); return [s.toISOString(), s.getTime(), s.getUTCHours(), +s, s - 1, s > 5, JSON.stringify({ s })];
const d = new Date(1700000000000); d.setUTCHours(d.getUTCHours() + 30); return d;
return new Date('2023-11-14T22:13:20.000Z').getTime() + Date.UTC(2023, 0) + Date.UTC(2023)
return { d: new Date(0), bad: new Date(NaN), t: typeof new Date() };
return new Date(NaN).toISOString()
return Date.now() > 1600000000000 && new Date().getTime() > 1600000000000 && Math.random() < 1
switch (msgType) { case 'POST_TELEMETRY_REQUEST': return 'telemetry'; case 'POST_ATTRIBUTES_REQUEST': return 'attributes'; default: return 'other'; }
let s = ''; switch (2) { case 1: s += 'a'; case 2: s += 'b'; case 3: s += 'c'; break; default: s += 'd'; } return s;
let s = ''; switch (9) { default: s += 'd'; case 1: s += 'a'; break; case 2: s += 'b'; } return s;
outer: for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; msg['k' + i + j] = 1; } } return msg;
let i = 0; do { i++; if (i === 3) continue; if (i > 5) break; } while (i < 10); return i;
let i = 10; while (i --> 0) { if (i % 2) continue; } return i;
for (var i = 0, j = 10; i < j; i++, j--); return [i, j];
for (;;) { break; } return 1;
let x = 0; { let x = 5; { var y = x; } } return [x, y];
return x; var x = 5;
var f = typeof g; function g() {} return [f, typeof h]; var h = function () {};
return typeof g; var g = 1; function g() {}
return early(); function early() { return inner; } var inner = 3;
try { return JSON.parse(msg.text); } catch (e) { return { error: 'no JSON' }; }
try { throw new Error('own'); } catch (e) { return e.message; }
try { null.x; } catch (e) { return [e.name, e.message, e instanceof TypeError]; }
try { try { throw 'inner'; } finally { msg.f = 1; } } catch (e) { return [e, msg.f]; }
let x; try { x = 1; throw 2; } catch { x = x + 10; } return x;
try { var inTry = 1; undefinedFunction(); } catch (error) { var inCatch = 2; } return [inTry, inCatch];
if (!msg.temperature) throw 'no temperature'; return msg.temperature;
throw new Error('boom');
throw { code: 5 };
return msg.a.b.c.d
return msg.missing()
return undefinedName
return undefinedName.x
undeclared += 1; return undeclared;
total = 0; [1, 2, 3].forEach(function (v) { total += v; }); return total;
var a = b = 5; return a + b;
const c = 1; c = 2; return c;
const c = 1; c++; return c;
return c; const c = 1;
let t = 1; { t; let u = t; return u; }
let t = 1; { const r = t; let t2 = 2; t = t2 + r; } return t;
{ x; let x = 1; }
"use strict"; return msg.temperature
'use strict'; undeclaredInStrict = 1; return undeclaredInStrict;
return msg.list.map(Number).filter(Boolean).map(String)
return ['1', '2', '3'].map(parseInt).map(String)
return ['1.5', 'x', ''].map(parseFloat).map(String)
return [3, 1, 10, 2].sort()
return [3, 1, 10, 2].sort((a, b) => a - b)
return [3, 1, 10, 2].sort(function (a, b) { return b - a; })
return [{ n: 'b', v: 1 }, { n: 'a', v: 1 }, { n: 'c', v: 0 }].sort((x, y) => x.v - y.v).map((x) => x.n)
return ['b', 'a', 'C'].sort((a, b) => a.localeCompare(b))
return ['b', 'a', 'C'].sort((a, b) => a.toLowerCase() > b.toLowerCase() ? 1 : -1)
return [5, 1, 4].sort((a, b) => a > b)
return [5, 1, 4].sort((a, b) => a < b)
return [undefined, 3, null, 1].sort()
return [1, [2, [3, [4]]]].flat(Infinity)
return [[1, 2], [3]].concat([4], 5, [[6]])
return [1, 2, 3].includes(NaN) || [NaN].includes(NaN)
return [NaN].indexOf(NaN)
return Array.from('a😀b')
return 'a😀b'.split('')
return [...'a😀b']
return Array.from({ length: 3 }, (_, i) => i * i)
return new Array(3).fill(0).map((_, i) => i)
return Array(4).fill('x').join('')
return Array.isArray([]) && !Array.isArray({})
return [1, 2, 3].reduce((a, b) => a + b) + [[1], [2]].reduceRight((a, b) => a.concat(b)).join()
return [].reduce((a, b) => a + b)
const a = [1, 2, 3, 4]; a.splice(1, 2, 'x'); a.unshift(0); a.push(9, 8); a.shift(); a.reverse(); return [a, a.length, a.at(-1), a.lastIndexOf(9)];
const a = [1, 2, 3]; a.length = 1; a[1] = 5; a[a.length] = 6; return a;
const a = []; a[5] = 1; return [a.length, a];
const a = [1, 2, 3]; delete a[1]; return [a, a.length];
const a = [1, , 3]; return a;
const a = new Array(5); return [a.length, a];
const a = [1, 2]; a.extra = 5; return [a, a.extra, Object.keys(a), a.length];
for (const i in [7, 8]) msg['i' + i] = typeof i; return msg;
let s = ''; for (const c of 'añ😀') s = c + s; return s;
let s = 0; const a = [1, 2, 3]; for (const x of a) { s += x; if (x < 3 && a.length < 6) a.push(10); } return s;
const o = { b: 1, a: 2, 10: 3, 2: 4, '-1': 5, '01': 6 }; return Object.keys(o).join();
const o = { a: 1, b: 2, c: 3 }; let s = ''; for (const k in o) { s += k; delete o.b; o.z = 1; } return s;
const o = { a: 1 }; o.a ??= 5; o.b ??= 6; o.c ||= 7; o.a &&= 8; return o;
const o = { n: 1 }; const r = [o.n++, ++o.n, o.n--, o['n'] += 5, o.n **= 2]; return [r, o];
const o = { get x() { return 5 } }; return o.x;
const o = { toString() { return 'own'; } }; return 'a' + o;
const o = { valueOf() { return 42; } }; return o + 1;
const o = { toJSON() { return 'json'; } }; return { o };
const o = { constructor: 1, toString: 2, valueOf: 3, hasOwnProperty: 4 }; return o;
const o = {}; o.constructor = 1; o.toString = 2; return o;
const o = {}; o['to' + 'String'] = 'x'; return o;
return [typeof ({}).constructor, typeof ''.constructor, typeof (() => 1).call]
return [String({}), String([1, [2, 3]]), String(null), String(undefined), '' + [], '' + {}, [] + [], [] + {}]
return [1 + '2', '3' - 1, '3' * '4', true + 1, null + 1, undefined + 1, [] + 1, '5' + null, 1 + undefined].map(String)
return [1 < 2 < 3, 3 > 2 > 1, '10' < '9', '10' < 9, 'a' < 1, null >= 0, null > 0, undefined == 0, null == undefined, NaN == NaN]
return ['' == 0, '0' == 0, '0' == false, [] == false, [1] == 1, [1, 2] == '1,2', ({}) == '[object Object]', null == 0, 'a' == 'a']
return [1 === 1.0, '1' === 1, NaN !== NaN, -0 === 0, Object.is ? 1 : 0]
return [!!'', !!'0', !!0, !!NaN, !!null, !![], !!{}, !!-1]
return [5 % 3, -5 % 3, 5 % -3, 5.5 % 2, 5 % 0, 2 ** -1, (-2) ** 2, 2 ** 0.5].map(String)
return [5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 31, 1 << 32, -1 >>> 0, -1 >> 1, 2 ** 32 | 0, 1e20 | 0, NaN | 0, '7' & 3]
return [-0, 0 * -1, Math.round(-0.4), -(0)]
return [1 / -0, 1 / 0].map(String)
return { a: NaN, b: Infinity, c: undefined, d: () => 1, e: null, f: [undefined, () => 1, NaN] }
return [2 ** 53, 2 ** 60, 2 ** 63, 2 ** 64, 1e21, 1e20, -(2 ** 62), 123456789.5]
return msg.big + 0
return [msg.whole, msg.whole + 1, msg.whole / 2, msg.whole === 20, typeof msg.whole, '' + msg.whole]
return { same: msg.whole, list: msg.list }
return msg
return [msg]
return msg.deep
return { msg }
return metadata
return msgType
return undefined
return
return null
return function () {}
return { f() {} }
return ''
var s = 'Hello'; return [s.length, s[0], s.at(-1), s.charAt(9), s[9], s.charCodeAt(1), s.codePointAt(0), s.indexOf('l'), s.lastIndexOf('l'), s.slice(-3, -1), s.substring(4, 1), s.substr(-3, 2)]
return ['abc'.padStart(6, '12'), 'abc'.padEnd(5), 'ab'.repeat(3), ' x '.trim() + '|', 'a-b-a'.replace('a', 'X'), 'a-b-a'.replaceAll('a', 'X'), 'a,b'.split(','), 'abc'.split(), ''.split(''), ''.split(',')]
return ['abc'.replace('b', '$&$&'), 'abc'.replace('b', '$1'), 'aXbX'.replaceAll('X', (m, i) => m + i), 'abc'.replace('z', 'y')]
return 'abc'.replace(/b/g, 'x') + 'a1b2'.match(/\d/g).join('')
return /^\d+$/.test(msg.name)
const re = /(\d+)([a-z])/i; const m = msg.name.match(re); return [m, '12B'.match(re), re.test('x'), '1a2b'.replace(/(\d)([a-z])/g, '$2$1')]
return '1a2b'.replace(/\d/g, (d, at, all) => d * 2 + at + all)
return 'a1b2'.replace(/([a-z])(\d)/g, (m, a, b, at) => b + a + at)
return [' x '.replace(/^\s+|\s+$/g, ''), 'a-b-c'.split(/-/), 'a, b;c'.split(/[,;]\s*/), 'a1b'.split(/(\d)/), 'abc'.search(/c/)]
const m = /(\w+)@(\w+)/.exec('me@home'); return m ? [m[1], m[2], m.index, m.length] : null;
return ['aBc'.match(/b/i), 'abc'.match(/z/), 'abab'.match(/a/g), ''.match(/x*/g)]
return 'abc'.replace(/(?<name>b)/, '[$<name>]')
return 'aaa'.replace(/a/y, 'b') + 'x.y'.replace(/\./g, '$$') + 'x'.replace(/x/, '$&$&$0$1')
return 'abab'.replaceAll(/a/g, 'x') + 'ab'.replaceAll(/a/, 'x')
return f(); const re = /a/; function f() { return re.test('a'); }
return re.test('a'); const re = /a/;
const re = /a/g; return [re.test('a'), re.test('a')];
const re = /a/; re.lastIndex = 5; return re.source + re;
const re = /a/; return re.test('abc');
return msg.name.replace(/[^a-z]/gi, '_').toLowerCase()
return /(a+)+b/.test('aaaa') || /(?=a)/.test('a') || /\u{61}/u.test('a') || /[/]/.test('/')
return 'x'.match('x') + 'a.b'.split('.') + 'abc'.search('b')
return /a/.test() || /undefined/.test()
return /[\s\S]/.test('\n') + /[^]/.test('x') + /[]/.test('x')
return ['ß'.toUpperCase(), 'İ'.toLowerCase(), 'ÀÉ'.toLowerCase(), 'ΑΣ'.toLowerCase(), 'ǆ'.toUpperCase(), 'ﬁ'.toUpperCase()]
return 'x'.repeat(-1)
return 'abc'.at()
return 'abc'.includes() + 'undefined'.indexOf()
return encodeURIComponent('a b&ä😀') + decodeURIComponent('%20%C3%A4') + encodeURI('a b?x=ä')
return decodeURIComponent('%')
return String.fromCharCode(72, 105, 0x1F600) + String.fromCodePoint(0x1F600)
return String.fromCodePoint(-1)
return (1.5).toFixed(101)
return (5).toString(99)
return [Math.PI, Math.E, Math.SQRT2, Number.MAX_SAFE_INTEGER, Number.EPSILON, Number.MIN_VALUE, Number.MAX_VALUE]
return [Math.max(), Math.min(), Math.max(1, '3', null), Math.min(1, NaN), Math.abs('-5'), Math.sign(-3), Math.trunc(-4.7), Math.cbrt(27), Math.hypot(3, 4)].map(String)
return [Math.sin(1), Math.cos(1), Math.tan(1), Math.exp(1), Math.log(10), Math.pow(1.1, 10), Math.sinh(1), Math.atan2(1, 2), Math.log1p(1e-10), Math.expm1(1e-10)]
return 243.04 * (Math.log(msg.humidity / 100) + 17.625 * msg.temperature / (243.04 + msg.temperature)) / (17.625 - Math.log(msg.humidity / 100) - 17.625 * msg.temperature / (243.04 + msg.temperature))
return [Math.round(0.5), Math.round(-0.5), Math.round(2.5), Math.round(-2.5), Math.round(0.49999999999999994), Math.fround(5.5), Math.clz32(1), Math.imul(3, 4)]
return [Number.isInteger(5.0), Number.isInteger('5'), Number.isFinite('5'), isFinite('5'), isNaN('a'), Number.isNaN('a'), Number.isSafeInteger(2 ** 53)]
return [parseFloat('3.14abc'), parseFloat('.5.5'), parseFloat('-.5e-3x'), parseFloat('abc'), parseFloat('Infinityx'), parseInt(''), parseInt('  42 '), parseInt(null), parseInt('9007199254740993')].map(String)
return Object.assign({}, { a: 1 }, null, { b: 2 }, undefined, { a: 3 })
return Object.fromEntries(Object.entries({ a: 1, b: 2 }).map(([k, v]) => [k.toUpperCase(), v * 2]))
return Object.values({ x: 1, y: [2] })
return [...Object.keys({ a: 1 }), ...Object.values('ab')]
return Object.freeze({ a: 1 })
const o = Object.freeze({ a: 1 }); o.a = 2; return o;
return Object.getPrototypeOf({}) === Object.prototype
return new Map([[1, 2]]).get(1) + new Set([1, 1]).size
class A { constructor(x) { this.x = x; } } return new A(5);
function* g() { yield 1; } return [...g()];
return (async () => 1)()
return this === undefined
return arguments.length
return Symbol('a').toString()
return 10n ** 20n === 100000000000000000000n
label: { break label; } return 1;
with (msg) { return temperature; }
return eval('1 + 1')
return new Function('return 1')()
return globalThis.x
if (msg.temperature) function f() { return 1; } return typeof f;
{ function inner() { return 1; } } return inner();
return ((a, b) => a + b)(...[1, 2])
return (msg.temperature, 5)
return void 0 === undefined
return msg?.deep?.x ?? 'none'
return msg.missing?.a.b.c.d
return msg.missing?.[0]?.x ?? msg.deep?.['x']
return msg.deep.label?.toUpperCase()
return msg.missing?.toUpperCase()
const f = null; return f?.();
const o = { f: () => 3 }; return [o.f?.(), o.g?.(), o?.f()];
return msg.list?.length
return msg.length
return [msg.name.length, msg.list.length, ({ length: 5 }).length, (() => 1).length]
return msg.name
return (function named() { return named.name })()
return msg.values ?? msg.keys ?? 'none'
return msg.constructor
return msg['__proto__']
msg.__proto__ = { polluted: true }; return [msg, msg.polluted];
return msg.toString()
return '' + msg
return msg == '[object Object]'
return Number(msg)
return msg > 5
return -msg.deep
return msg.list + ''
return msg.list == '1'
return [msg.list > 5, msg.deep >= 5]
msg = 5; return msg;
metadata = { a: 'b' }; return metadata;
var msg = msg.temperature; return msg;
function f(msg) { msg.changed = true; } f(msg); return msg;
const copy = msg; copy.changed = 1; return msg.changed;
const deep = msg.deep; deep.x = 'changed'; return msg.deep.x;
const item = msg.rows.find((r) => r.v !== undefined); item.found = true; return msg.rows;
msg.rows.forEach((row) => { row.seen = 1; }); return msg.rows
for (const row of msg.rows) row.v = 0; return msg.rows;
const [first] = msg.rows; first.v = 'x'; return msg.rows[0].v;
return msg.deep === msg.deep && msg.rows[0] === msg.rows[0]
const a = msg.deep; return a === msg.deep
return [msg.deep].includes(msg.deep)
return msg.list.includes(42) || msg.list.indexOf(42.0) >= 0
const x = msg.temperature; return x ? x : 'none'
return msg.whole ? msg.whole && 'yes' : 'no'
return !msg.humidity
return msg.n || msg.temperature || 0
let msgCopy = JSON.parse(JSON.stringify(msg)); msgCopy.a = 1; return [msgCopy, msg.a];
return Object.keys(msg).length + Object.values(msg).length
return isNaN(msg.name) ? msg.name : Number(msg.name)
return msg.nothing === null && msg.nothing == undefined && msg.missing === undefined
return [msg.list[0], msg.list[99], msg.list[-1], msg.list['0'], msg.list['length'], msg['list'][1]]
return msg.name[0] + msg.name['1'] + msg.name['length']
return msg.on === true && msg.off === false
console.log('x', msg); console.error(msg.a); return true;
return console
return Math
const m = Math; return m.max(1, 2);
const p = parseInt; return p('5');
var Math = { max: () => 'own' }; return Math.max(1);
const name = 'x'; return { name, [name + 1]: 2, 'quoted key': 3, 5: 4, [5 + 1]: 5 };
return { a: 1, a: 2 }
return { __proto__: { inherited: 1 } }.inherited
return { ['__proto__']: 1 }
return { ...null, ...undefined, ...5, ...true, ...[1, 2], ...'ab' }
return [...5]
const [x] = 5; return x;
const { x } = null; return x;
const {} = null; return 1;
for (const x of 5) {} return 1;
for (const x of undefined) {} return 1;
for (const x in null) {} for (const y in 5) {} return 1;
for (const [k, v] of Object.entries(msg.deep)) metadata[k] = String(v); return metadata;
for (const { v, k = 'none' } of msg.rows) metadata[k] = typeof v; return metadata;
let k; for (k in { a: 1, b: 2 }); return k;
const o = {}; for (o.key in { a: 1, b: 2 }); return o;
let a; for ([a] of [[1], [2]]); return a;
let n = 0; const f = () => { n++; return n; }; const r = f() + f() * f(); return [r, n];
let x = 1; x += (x = 5); return x;
let x = 1; const r = x + (x = 10) + x; return r;
let x = 1; const r = x++ + ++x + x-- - --x; return [r, x];
let s = 'a'; s += s + (s = 'b'); return s;
let a = [1]; a[0] += (a = [5], 10); return a;
const o = { v: 1 }; o.v += (o.v = 10); return o.v;
const f = () => ({ n: 1 }); f().n++; return f().n;
let calls = 0; const get = () => { calls++; return msg.deep; }; get().x += 1; get().x ??= 2; return calls;
return ((x) => x)\n(5)
return (() => { return { a: 1 } })().a
return (() => ({}))()
const f = (a, b) => { if (a) return b; }; return [f(1, 2), f(0, 2)];
const compose = (f, g) => (x) => g(f(x)); return compose((x) => x + 1, (x) => x * 2)(5);
const memo = {}; const fib = (n) => n in memo ? memo[n] : (memo[n] = n < 2 ? n : fib(n - 1) + fib(n - 2)); return fib(40);
const group = msg.rows.reduce((all, row) => { (all[row.k] = all[row.k] || []).push(row.v); return all; }, {}); return group;
return msg.names.map((n, i, all) => [n, i, all.length])
return [1, 2, 3].map((x) => { if (x === 2) return; return x; })
return [1, 2, 3, 4].find((x) => x > 2) + [1, 2, 3, 4].findIndex((x) => x > 9) + [1, 2, 3].findLast((x) => x < 3)
return [1, 2, 3].every((x) => x > 0) && [].every((x) => false) && ![].some((x) => true)
const a = [1, 2, 3]; a.forEach((x, i) => { if (i === 0) a.pop(); }); return a.map((x) => x);
const a = [1, 2, 3, 4]; return [a.filter((x, i) => { a.pop(); return true; }), a];
const a = [1, 2, 3]; const r = a.map((x) => { a.push(x); return x; }); return [r, a.length];
return [3, 2, 1].toSorted().toReversed().with(0, 'x').toSpliced(1, 1)
return [1, 2, 3].with(9, 1)
return [1, 2, 3].indexOf(2, -2) + [1, 2, 1].lastIndexOf(1, -2) + [1, 2].lastIndexOf(1, undefined)
return [1, 2, 3].join(undefined) + [1, [2, null], undefined].join('-') + [{}].join()
return [1, 2, 3].fill(0, 1) + [1, 2, 3].fill(9, -1)
return [1, 2, 3].slice(undefined, -1) + [1, 2, 3].slice('1')
return [[3, 'c'], [1, 'a']].sort().map((x) => x[1])
return [1, 2, 3].toString()
return [1, 2, 3].keys
return [...[1, 2].entries()]
return [1, 2].hasOwnProperty(0)
return 'abc'.hasOwnProperty('length')
return (5).foo
return (5).toFixed()
return 5..toString() + 5 .toFixed(1)
return true.toString() + true
return "a".foo.bar
return "\u0041\x42\103\0" + '\
continued'
return '\ud800'
return 'é'.normalize('NFD').length
return 'a' > 'B' && 'Z' < 'a' && 'ä' > 'z'
return 0.1 * 3 === 0.3 || 0.1 * 3
return 9007199254740992 + 1 === 9007199254740992
return 0777 + 0o17 + 0b11 + 0xff + 1_000
return 1 + + '2' + - - '3'
return typeof typeof 1
return !(!1) + ~~5.7
return [,].length
return a; function a() {}
if (1) { let a = 2; } else var b = 3; return b;
a: b: for (;;) { break a; } return 1
/* comment */ return /* another */ 1 // end
return msg // comment
;;; return 1;;;
let async = 1, of = 2, get = 3, let1 = 4; return async + of + get + let1;
var let = 5; return let;
var yield = 1; return yield;
let undefined1; let x = undefined1 === undefined; return x;
var undefined = 5; return undefined;
var NaN1 = NaN, x = 1; return [String(NaN1), String(x / 0)];
if (msg.temperature > 20)
  return 'a'
else
  return 'b'
let u = 'ü'; const größe = 5; return größe + u;
`

/** Each script of a line, or of several where a line ends in an open one. */
function split(text: string): string[] {
  const scripts: string[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    const last = scripts.at(-1)
    const isContinued =
      line.startsWith('  ') ||
      line.startsWith('else') ||
      line.startsWith('continued') ||
      line.startsWith('line ')
    if (isContinued && last !== undefined) scripts[scripts.length - 1] = `${last}\n${line}`
    else scripts.push(line)
  }
  return scripts
}

export const handWritten: readonly string[] = [
  `return \`\${msg.temperature} and \${1 + 1} and \${null} \${undefined} \${[1, 2]} \${{}}\``,
  `return \`multi\nline \${\`nested \${1}\`}\``,
  ...split(everyday.replaceAll('\\n(5)', '\n(5)')),
  ...[
    '\n\n  return missing.x',
    'const a = 1;\nconst b = a.b.c;\nreturn b;',
    'let a = 1\nlet b = a\n[1, 2].forEach((x) => b += x)\nreturn b',
  ],
  ...[
    'return 1 <!-- 2',
    'x\n--> 1\nreturn 1',
    'return 1\u2028+ 1',
    '\ufeffreturn 1',
    'return "a\u2028b"',
    'return\n1',
  ],
  ...[
    `return \`a\${`,
    'return }',
    '} return 1 {',
    'return (',
    'let a; let a;',
    'return @',
    'for (const x = 1 of []) {}',
  ],
]
