/** What a script must never reach, and what it must never use up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptError } from '../../rules/needs.ts'
import { reservedNames } from './access.ts'
import { compileFunction } from './compile.ts'
import { isMap, ScriptBigInteger, ScriptCharacter, ScriptEntry, typeName } from './kinds.ts'
import { findClass, findFunction } from './library/library.ts'
import { argumentValues } from './library/rolling.ts'

function run(script: string, msg: unknown = {}): unknown {
  return compileFunction(script, ['msg', 'metadata', 'msgType'])([msg, {}, 'POST_TELEMETRY_REQUEST'])
}

/** Attempts that must fail with an error of the script. */
const refused = [
  'return globalThis;',
  'return process.exit(1);',
  'return global.process;',
  'return require("fs");',
  'return import("fs");',
  'return module;',
  'return window;',
  'return Function("return 1")();',
  'return Object.constructor("x");',
  'return eval("1");',
  'return arguments;',
  'return this.constructor;',
  'return runtime;',
  'return constants[0];',
  'return k0;',
  'return meter;',
  'return look();',
  'return own(msg);',
  'return M0;',
  'return v0;',
  'return t1;',
  'return "a".constructor;',
  'return "a".constructor("x");',
  'return "a".__proto__;',
  'return [].constructor.constructor("return process")();',
  'return [].__proto__;',
  'return [].map;',
  'return [].map(1);',
  'return [].filter.call(1);',
  'return (5).constructor;',
  'return (1.0).value;',
  'return (1.0).valueOf();',
  'return (1.0).toJSON();',
  'return true.constructor;',
  'return msg.constructor("x");',
  'return msg.hasOwnProperty("a");',
  'return msg.__defineGetter__("a", 1);',
  'return msg.__lookupGetter__("a");',
  'return msg.toString.constructor("x")();',
  'return new Function("return 1");',
  'return new Proxy({}, {});',
  'return new WebAssembly.Module(1);',
  'return Reflect.ownKeys(msg);',
  'return Symbol.iterator;',
  'return msg.getClass();',
  'return [].getClass();',
  'return "".getClass().forName("java.lang.Runtime");',
  'return Class.forName("java.lang.System");',
  'return java.lang.System.exit(0);',
  'return java.lang.Runtime.getRuntime();',
  'return java.lang.Thread.sleep(1);',
  'return java.util.concurrent.Executors.newFixedThreadPool(1);',
  'return java.io.File;',
  'return new java.io.File("/etc/passwd");',
  'return new java.util.Scanner("x");',
  'return System.getenv();',
  'return Runtime.getRuntime();',
  'return org.mvel2.MVEL.eval("1");',
  'return MVEL.eval("1");',
  'return String.class;',
  'return String.constructor;',
  'return Math.constructor("x");',
  'return Math.__proto__;',
  'return JSON.constructor;',
  'return JSON.parse.constructor("x");',
  'return new Date().constructor;',
  'return new Date().time.constructor;',
  'return new Random(1).seed;',
  'return newSet().items;',
  'return newSet().constructor;',
  'return new byte[2].items;',
  'function f() { return 1; } return f.constructor;',
  'function f() { return 1; } return f;',
  'function f(g) { return g; } function h() { return 1; } return f(h);',
  'function f(g) { return [g]; } function h() { return 1; } return f(h);',
  'function f(g) { return {a: g}; } function h() { return 1; } return f(h);',
  'function f(g) { return g.constructor; } function h() { return 1; } return f(h);',
  'function f(g) { msg.a = g; } function h() { return 1; } f(h); return msg;',
  'function f(g) { var l = []; l.add(g); return l; } function h() { return 1; } return f(h);',
  'constructor = 1; return constructor.constructor("x");',
  'return `$\u007Bprocess.env}`;',
  'return /a/.constructor;',
  'return "a".replaceAll("(a", "b");',
  'return "a".replaceAll("a", "$9");',
  'return "a" ~= "(?<n>a)\\\\k<x>";',
  'return stringToBytes(msg, "utf8");',
  'stacklang { push 1 }',
]

for (const script of refused) {
  test(`refused: ${script}`, () => assert.throws(() => run(script), ScriptError))
}

/** Attempts that find nothing: ordinary keys that are not there. */
const empty = [
  'return msg.constructor;',
  'return msg.__proto__;',
  'return msg.prototype;',
  'return msg.toString;',
  'return msg.valueOf;',
  'return msg.hasOwnProperty;',
  'return msg["constructor"];',
  'return msg["__proto__"];',
  'return msg["__proto__"]["polluted"] == null ? null : 1;',
  'return {}.constructor;',
  'return {}.__proto__;',
  'return metadata.constructor;',
  'return msg.get("constructor");',
  'return msg.getOrDefault("__proto__", null);',
  'return msg.class;',
]

for (const script of empty) {
  test(`finds nothing: ${script}`, () => {
    // “__proto__” of nothing is an error, which is as good.
    const find = () => assert.equal(run(script), null)
    if (script.includes(']["')) assert.throws(find)
    else find()
  })
}

test('keys that JavaScript treats specially are plain keys', () => {
  const scripts = [
    'var m = {}; m.__proto__ = {polluted: 1}; return m;',
    'var m = {}; m["__proto__"] = {polluted: 1}; return m;',
    'var m = {}; m.put("__proto__", {polluted: 1}); return m;',
    'var m = {"__proto__": {polluted: 1}}; return m;',
    'var m = {}; m.putAll(JSON.parse("{\\"__proto__\\":{\\"polluted\\":1}}")); return m;',
    'msg.__proto__ = {polluted: 1}; return msg;',
    'return toFlatMap({"__proto__": {"__proto__": 1}});',
  ]
  for (const script of scripts) {
    const result = run(script) as object
    assert.ok(
      Object.keys(result).some((key) => key.startsWith('__proto__')),
      script,
    )
    assert.equal(({} as { polluted?: unknown }).polluted, undefined, script)
  }
  const made = run('var m = {}; m.constructor = 1; m.toString = 2; m.hasOwnProperty = 3; return m;') as object
  assert.deepEqual(Object.entries(made), [
    ['constructor', 1],
    ['toString', 2],
    ['hasOwnProperty', 3],
  ])
})

test('text of a script never becomes code', () => {
  const texts = [
    '"; process.exit(1); "',
    '\\u2028',
    "'+alert(1)+'",
    '*/ throw 1 /*',
    '</script>',
    '$\u007B1}',
    '`',
    '\\',
  ]
  for (const text of texts) {
    const literal = JSON.stringify(text)
    assert.equal(run(`return ${literal};`), text, literal)
    assert.deepEqual(Object.keys(run(`return {${literal}: 1};`) as object), [text])
    assert.equal(run(`return msg[${literal}];`, { [text]: 7 }), 7)
  }
  // A name of any letters stays a name.
  assert.equal(run('var let = 1; var await = 2; var ünïcode$ = 3; return let + await + ünïcode$;'), 6)
})

test('no value shows a property of JavaScript under any name', () => {
  const make = (name: string, ...args: unknown[]) => findClass(name)?.make?.run(...args)
  const values = [
    ...[
      make('Date', 0),
      make('Random', 1),
      make('Object'),
      make('Integer', 5),
      make('Float', 1.5),
      make('Byte', 1),
    ],
    ...[
      make('Long', 5),
      make('Short', 1),
      make('Double', 1),
      findClass('java.util.UUID')?.statics.get('randomUUID')?.run(),
    ],
    ...[
      findFunction('newSet')?.run(),
      findFunction('hexToBytesArray')?.run('00'),
      findFunction('hexToBytes')?.run('00'),
    ],
    ...['text', 1.5, true, [1], new ScriptCharacter('a'), new ScriptBigInteger(1n), new ScriptEntry('k', 1)],
    ...argumentValues({
      a: { type: 'TS_ROLLING', timeWindow: { startTs: 0, endTs: 9 }, values: [] },
    }).values(),
  ]
  for (const value of values) {
    assert.ok(value !== undefined)
    for (let object: object | null = Object(value); object !== null; object = Object.getPrototypeOf(object)) {
      const names: string[] = isMap(value) && object === value ? [] : Object.getOwnPropertyNames(object)
      const shown = names.filter((name) => !reservedNames.has(name) && !/^\d+$/.test(name))
      assert.deepEqual(shown, [], `${typeName(value)} shows ${shown}`)
    }
  }
})

test('every name that an object of ours could have is read with care', () => {
  for (const name of [
    'constructor',
    '__proto__',
    'toString',
    'valueOf',
    'length',
    'value',
    'items',
    'key',
    'map',
    'toJSON',
  ]) {
    assert.ok(reservedNames.has(name), name)
  }
  assert.equal(run('return msg.value;', { value: 5 }), 5)
  assert.equal(run('return msg.length;', { length: 5 }), 5)
})

function endsSoon(script: string, why: RegExp): void {
  const from = performance.now()
  assert.throws(
    () => run(script),
    (error) => error instanceof ScriptError && why.test(error.message),
    script,
  )
  // Twice the limit of time, and slack for a busy machine.
  assert.ok(performance.now() - from < 1500, `${script} took ${performance.now() - from} ms`)
}

const time = /longer than 70 ms/
const memory = /MiB|too long|ms/

const big = 'var s = "a".repeat(2000000);'
const long = 'var l = []; for (var i = 0; i < 100000; i++) { l.add(i); }'
const wide = 'var m = {}; for (var i = 0; i < 50000; i++) { m.put("k" + i, i); }'

const endless: readonly (readonly [string, RegExp])[] = [
  ['while (true) { }', time],
  ['while (true) { var a = 1; }', time],
  ['for (var i = 0; i >= 0; i = 0) { var b = 1; }', time],
  ['do { } while (true);', time],
  ['until (false) { }', time],
  ['function f() { while (true) { } } f();', time],
  ['function f(n) { return f(n - 1) + f(n - 2); } f(40);', /too deep|ms/],
  ['function f(n) { if (n < 2) { return n; } return f(n - 1) + f(n - 2); } return f(60);', time],
  ['function f() { return f(); } return f();', /too deep/],
  ['function f() { return g(); } function g() { return f(); } return f();', /too deep/],
  ['var s = "a"; while (true) { s = s + s; }', memory],
  ['var s = "a"; while (true) { s += s; }', memory],
  ['var s = "a"; while (true) { s = s.concat(s); }', memory],
  ['var s = "a"; while (true) { s = s.replace("a", "aa"); }', memory],
  ['var s = "a"; while (true) { s = s.replaceAll("a", "aa"); }', memory],
  ['var s = "%s"; while (true) { s = String.format("%s%s", s, s); }', memory],
  ['return "a".repeat(1000000000);', memory],
  ['return String.format("%1000000000s", 1);', /width|too|conversion/],
  ['return String.format("%4000000s%4000000s", 1, 1);', memory],
  ['return padStart("a", 1000000000, "b");', memory],
  ['var l = [1]; while (true) { l.addAll(l); }', memory],
  [
    'var l = []; while (true) { l.add("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"); }',
    memory,
  ],
  ['var l = []; while (true) { l = [l, l]; }', memory],
  ['var l = [1]; while (true) { l = l + l; }', memory],
  ['var m = {}; var i = 0; while (true) { m.put("k" + i, i); i++; }', memory],
  ['var s = newSet(); var i = 0; while (true) { s.add(i); i++; }', memory],
  ['var l = []; while (true) { l.add({a: [1, 2, 3], b: "x"}); }', memory],
  ...[
    'msg[s + "x"];',
    's.isBlank(); s.strip(); s.trim();',
    's - 1;',
    'isDecimal(s); isBinary(s);',
    's strsim s;',
    's.replace("a", "b");',
    'JSON.stringify(s);',
    's == (s + "b");',
    'encodeURI(s);',
    'hexToBytes(s);',
  ].map((step) => [`${big} while (true) { ${step} }`, memory] as const),
  ...[
    'l.remove(0); l.add(0, 1);',
    'l.indexOf(-1);',
    'toSet(l);',
    'l.join("-");',
    'l == l.clone();',
    'l.slice(1);',
  ].map((step) => [`${long} while (true) { ${step} }`, memory] as const),
  ...['m.size();', 'm.isEmpty();', 'm.toSortedByValue();', 'JSON.stringify(m);'].map(
    (step) => [`${wide} while (true) { ${step} }`, memory] as const,
  ),
  ['var x = 10I; while (true) { x = x * x; }', /too large/],
  ['return new byte[100000000];', /too long/],
  ['return new int[4000000].toString().length();', memory],
  ['foreach (i : 900000000) { }', memory],
  ['return parseLittleEndianHexToInt("a,".repeat(2000000));', /characters is no number/],
  ['return parseFloat("1".repeat(4000000));', /characters is no number/],
  ['return "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" ~= "(a{1,9})+(x|\\\\1)?b";', time],
  ['return "a".repeat(100000) ~= ".*.*.*.*b";', time],
  ['return "a".repeat(200000).split("a*a*a*b");', time],
  ['return "ab".repeat(200000) ~= "(ab)*c";', /ms|memory/],
  ['return "a".repeat(50) ~= "((((a{1,1000}){1,1000}){1,1000}){1,1000})b";', /ms|memory/],
  ['var l = []; l.add(l); return l;', /nested too deep|contains itself/],
  ['var l = []; l.add(l); return "" + l;', /nested too deep/],
  ['var m = {}; m.m = m; return JSON.stringify(m);', /nested too deep/],
  ['var a = {}; a.m = a; var b = {}; b.m = b; return a == b;', /nested too deep/],
  ['var l = []; l.add(l); return l.hashCode() + "x" + l.memorySize() + toSet([l]);', /nested too deep/],
  ['var l = [1]; for (var i = 0; i < 60; i++) { l = [l, l]; } return l;', /ms|characters|deep/],
  ['var l = [1]; for (var i = 0; i < 60; i++) { l = [l, l]; } return JSON.stringify(l);', memory],
  [
    'var l = []; for (var i = 0; i < 300000; i++) { l.add(i); } l.sort(false); l.sort(); l.sort(false); while (true) { l.sort(); }',
    memory,
  ],
]

for (const [script, why] of endless) test(`ends in time: ${script.slice(0, 90)}`, () => endsSoon(script, why))

test('a long result is refused', () => {
  assert.throws(() => run('return "a".repeat(300001);'), /longer than 300000/)
})

test('a script nested without end is refused before it can exhaust the stack', () => {
  for (const script of [
    '('.repeat(20_000),
    '['.repeat(20_000),
    '{a:'.repeat(20_000),
    `return ${'-'.repeat(20_000)}1;`,
    `return ${'!'.repeat(20_000)}true;`,
    `return ${'a ? '.repeat(5_000)}1;`,
    `return ${'x = '.repeat(5_000)}1;`,
    'if (true) '.repeat(5_000),
    'if (true) {'.repeat(4_000),
    'if (a) { } else '.repeat(3_000),
    'function f() {'.repeat(3_000),
    `return ${'1 + '.repeat(5_000)}1;`,
    `return msg${'.a'.repeat(5_000)};`,
    `return msg${'[0]'.repeat(5_000)};`,
    `return ${'1 ** '.repeat(400)}${'(1 + '.repeat(140)}1;`,
  ]) {
    assert.throws(() => run(script), ScriptError, script.slice(0, 20))
  }
  // Long is not deep.
  assert.equal(run(`return ${'1 + '.repeat(400)}1;`), 401)
  assert.equal(run(`var n = 0; ${'n += 1; '.repeat(5_000)} return n;`), 5000)
})

/** Linear congruential numbers, so that a failure can be seen again by its seed. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

const soup =
  'var x y msg metadata . .? [ ] { } ( ) , ; : ? + - * / % ** && || or and ! ~ = == != < > <= += ++ -- if else for foreach while do until ' +
  'switch case default break return function f g def new int Date String Math in is contains isdef 1 2.5 0x1F 10000000000 "a" \'b\' true null ' +
  'empty $ # ~= & | ^ << >> >>> size add get put toString constructor __proto__ with assert (int) [:] 1L .5 parseInt JSON'

test('no soup of tokens breaks the compiler or hangs a run', () => {
  const tokens = soup.split(' ')
  const seed = 20_260_722
  const random = numbers(seed)
  for (let round = 0; round < 6_000; round++) {
    const length = 1 + Math.floor(random() * 24)
    const script = Array.from({ length }, () => tokens[Math.floor(random() * tokens.length)]).join(' ')
    try {
      run(script, { x: 1, y: [1, 2], f: { g: 'a' } })
    } catch (error) {
      assert.ok(error instanceof ScriptError, `seed ${seed}, round ${round}: ${script}: ${error}`)
      assert.doesNotMatch(
        error.message,
        /The script failed|is not defined|Unexpected token|SyntaxError/,
        script,
      )
    }
  }
})

test('no garbled script breaks the compiler', () => {
  const scripts = [
    'var out = {}; foreach (v : msg.samples) { out.sum += v; } return {msg: out, metadata: metadata};',
    'function f(a, b) { if (a > b) { return a; } else { return b; } } return f(msg.x, 2) ? "y" : \'n\';',
    'for (var i = 0; i < 3; i++) { msg["k" + i] = [1, {a: "x"}]; } switch (msg.x) { case 1: break; default: return 2; }',
  ]
  const random = numbers(7)
  const characters = '(){}[];:,.?=+-*/"\'\\ \n0aA$_#~!<>&|'
  for (let round = 0; round < 3_000; round++) {
    let script = scripts[round % scripts.length] as string
    for (let change = 0; change <= random() * 3; change++) {
      const at = Math.floor(random() * script.length)
      const char = characters[Math.floor(random() * characters.length)] as string
      script = script.slice(0, at) + char + script.slice(at + Math.floor(random() * 3))
    }
    try {
      run(script, { x: 1, samples: [1, 2] })
    } catch (error) {
      assert.ok(error instanceof ScriptError, `round ${round}: ${script}: ${error}`)
      assert.doesNotMatch(error.message, /The script failed|is not defined|Unexpected token/, script)
    }
  }
})

test('regular expressions that explode elsewhere come to an answer', () => {
  for (const pattern of [
    '(a+)+b',
    '(a|aa)+b',
    '(a*)*b',
    '(a|a)*?b',
    '((a+)*)+b',
    '(?=(a+)+b)x',
    '(?:a|aa|aaa)+$',
  ]) {
    assert.equal(run(`return "${'a'.repeat(44)}!" ~= "${pattern}";`), false, pattern)
  }
  assert.equal(run(`return "${'a'.repeat(44)}b" ~= "(a+)+b";`), true)
  assert.equal(run(`return "xaab".replaceAll("(a+)+b", "[$1]");`), 'x[aa]')
})
