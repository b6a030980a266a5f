import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ScriptError } from '../../rules/needs.ts'
import type { JsonValue } from '../../rules/values.ts'
import { createScripts } from '../scripts.ts'

const scripts = await createScripts()
const input = {
  msg: { temperature: 25.5, deep: { list: [1, 2] } },
  metadata: { deviceName: 'Room 1' },
  msgType: 'POST_TELEMETRY_REQUEST',
}

function run(body: string, msg: JsonValue = input.msg): JsonValue | undefined {
  const script = scripts.compile('JS', body)
  try {
    return script.run({ ...input, msg })
  } finally {
    script.close()
  }
}

function failure(body: string): ScriptError {
  try {
    run(body)
  } catch (error) {
    assert.ok(error instanceof ScriptError, `${body} threw ${error}`)
    return error
  }
  return assert.fail(`${body} did not fail`)
}

/** The sandbox works for everyone else, whatever a script did. */
function stillWorks(): void {
  assert.equal(run('return msg.temperature > 20'), true)
}

describe('a script', () => {
  test('sees the message, its metadata and its type', () => {
    assert.deepEqual(run('return [msg.deep.list[1], metadata.deviceName, msgType]'), [
      2,
      'Room 1',
      'POST_TELEMETRY_REQUEST',
    ])
  })

  test('gives back anything that JSON can say', () => {
    assert.equal(run('return false'), false)
    assert.equal(run('return null'), null)
    assert.equal(run('return'), undefined)
    assert.equal(run('return () => 1'), undefined)
    assert.equal(run('return "\\u0000 é \\u{1F600}"'), '\u0000 é \u{1F600}')
    assert.deepEqual(run('return {a: [1.5, {b: "c"}]}'), { a: [1.5, { b: 'c' }] })
  })

  test('may assign names that it never declared', () => {
    assert.deepEqual(
      run('result = {}; result.t = msg.temperature; for (i = 0; i < 3; i++); result.i = i; return result'),
      {
        t: 25.5,
        i: 3,
      },
    )
  })

  test('can name its arguments otherwise', () => {
    const script = scripts.compile('JS', 'return prev.n + 1', ['prev'])
    assert.equal(script.run({ msg: { n: 1 }, metadata: {}, msgType: '' }), 2)
  })

  test('gets its arguments also where it only says `arguments`', () => {
    assert.equal(run('return arguments[1].deviceName'), 'Room 1')
  })

  test('changes only its copy of the message', () => {
    run('msg.temperature = 0; metadata.deviceName = ""; return true')
    assert.equal(input.msg.temperature, 25.5)
    assert.equal(input.metadata.deviceName, 'Room 1')
  })

  test('may give its results names that objects have anyway', () => {
    assert.deepEqual(run('const r = {}; r.toString = 1; r.constructor = 2; r.valueOf = 3; return r'), {
      toString: 1,
      constructor: 2,
      valueOf: 3,
    })
  })
})

describe('an error says where it is in the body', () => {
  test('that does not parse', () => {
    const error = failure('let a = 1;\nlet b = ;')
    assert.match(error.message, /^SyntaxError: .*\(line 2, column 9\)$/)
    assert.deepEqual([error.line, error.column], [2, 9])
  })

  test('that throws', () => {
    const error = failure('\nconst f = () => missing.x;\nreturn f();')
    assert.equal(error.line, 2)
    assert.match(error.message, /missing.*not defined/)
  })

  test('and what was thrown, whatever it is', () => {
    assert.match(failure('throw "a word"').message, /It threw a word/)
    assert.match(failure('throw null').message, /^It threw/)
    assert.match(failure('throw new Proxy({}, { get() { throw 1 } })').message, /says nothing/)
  })

  test('an empty or an oversized body is refused before it is compiled', () => {
    assert.match(failure('  \n ').message, /empty/)
    assert.match(failure(`${' '.repeat(50_000)};`).message, /longer than 50000/)
  })

  test('a body that closes braces it never opened is refused', () => {
    for (const body of [
      '}); (function () {',
      '} ; let n = 0; return function () { return ++n',
      '}})(), (() => { let n = 0; return () => () => ++n })() || (function () { return function () {',
    ])
      assert.throws(() => scripts.compile('JS', body), ScriptError, body)
  })
})

describe('nothing of a script outlives its call', () => {
  const attempts: [string, string][] = [
    ['a global', 'globalThis.leak = (globalThis.leak || 0) + 1; return globalThis.leak || 0'],
    ['an undeclared name', 'if (typeof leak === "undefined") leak = 0; return ++leak - 1'],
    [
      'its own function',
      'arguments.callee.n = (arguments.callee.n || 0) + 1; return arguments.callee.n || 0',
    ],
    [
      'the prototype of its function',
      'const p = arguments.callee.prototype; if (p) p.n = (p.n || 0) + 1; return p ? p.n || 0 : 0',
    ],
    ['a prototype', 'Object.prototype.n = (Object.prototype.n || 0) + 1; return ({}).n || 0'],
    ['a prototype by __proto__', 'msg.__proto__.n = (msg.__proto__.n || 0) + 1; return msg.n || 0'],
    ['a built-in function', 'Math.max.n = (Math.max.n || 0) + 1; return Math.max.n || 0'],
    ['a built-in object', 'Math.max = () => 7; return Math.max(1) - 1'],
    [
      'code made at run time',
      'Function("globalThis.n = (globalThis.n || 0) + 1; leak2 = 1")(); return typeof n === "undefined" && typeof leak2 === "undefined" ? 0 : 1',
    ],
    [
      'the prototype of generators',
      'const g = Object.getPrototypeOf(function* () {}); g.n = (g.n || 0) + 1; return g.n || 0',
    ],
    [
      'the prototype of promises',
      'const p = Object.getPrototypeOf((async () => {})()); p.n = (p.n || 0) + 1; return p.n || 0',
    ],
    [
      'the prototype of iterators',
      'const p = Object.getPrototypeOf([].values()); p.n = (p.n || 0) + 1; return p.n || 0',
    ],
    ['a template', 'const f = (s) => s; const s = f`x`; s.n = 1; return s.n || 0'],
  ]
  for (const [way, body] of attempts)
    test(`not by ${way}`, () => {
      const script = scripts.compile('JS', body)
      const other = scripts.compile('JS', body)
      const results = [script, script, other].map((each) => each.run(input))
      assert.deepEqual(results, [0, 0, 0])
    })

  test('no setter of a built-in reaches anything shared', () => {
    const found = run(`
      const seen = new Set(), setters = [], left = [[globalThis, '']]
      while (left.length > 0) {
        const [object, path] = left.pop()
        if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) continue
        seen.add(object)
        if (!Object.isFrozen(object)) setters.push(path + ' is not frozen')
        left.push([Object.getPrototypeOf(object), path + '.[[Prototype]]'])
        for (const key of Reflect.ownKeys(object)) {
          const { value, get, set } = Object.getOwnPropertyDescriptor(object, key)
          if (set !== undefined) setters.push(path + '.' + String(key))
          left.push([value, path + '.' + String(key)], [get, path + '.get ' + String(key)])
        }
      }
      return setters`) as string[]
    const harmless =
      /\.(constructor|toString|toLocaleString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|__proto__|name|message|caller|arguments|Symbol\(Symbol\.toStringTag\))$/
    assert.deepEqual(
      found.filter((path) => !path.startsWith('.arguments') && !harmless.test(path)),
      [],
    )
  })
})

describe('the sandbox has no way out', () => {
  test('nothing of the host is there', () => {
    for (const name of [
      'process',
      'require',
      'module',
      'fetch',
      'setTimeout',
      'setInterval',
      'Buffer',
      'WebAssembly',
      'eval',
      'std',
      'os',
      'Atomics',
      'SharedArrayBuffer',
      'Promise',
      'queueMicrotask',
    ])
      assert.equal(run(`return typeof ${name}`), 'undefined', name)
  })

  test('chains of constructors end in the sandbox', () => {
    assert.equal(run('return msg.constructor.constructor("return typeof process")()'), 'undefined')
    assert.equal(run('return (function () { return this })() === globalThis'), true)
    assert.equal(run('return Function("return this")() === globalThis'), true)
    assert.match(failure('return arguments.callee.caller.caller').message, /Error/)
  })

  test('modules can not be loaded', () => {
    assert.match(failure('import("node:fs"); return 1').message, /asynchronous|Error/)
    assert.match(failure('import fs from "fs"; return 1').message, /SyntaxError/)
    stillWorks()
  })

  test('a script that wants to wait is told that it can not', () => {
    assert.match(failure('return (async () => { await 1 })()').message, /asynchronous/)
    stillWorks()
  })

  test('console is there and says nothing', () => {
    assert.equal(run('console.log("x"); console.error(1); return true'), true)
  })

  test('hostile keys are only keys', () => {
    const msg = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}')
    assert.equal(run('return typeof ({}).polluted', msg), 'undefined')
    assert.equal(run('return msg.constructor', msg), 1)
  })
})

describe('a script that runs away is stopped', () => {
  const runaways: [string, string][] = [
    ['a loop', 'while (true);'],
    [
      'a loop that catches everything',
      'while (true) { try { while (true); } catch (e) {} finally { while (true); } }',
    ],
    ['a getter of what it throws', 'throw { get stack() { while (true); } }'],
    ['toJSON of what it returns', 'return { toJSON() { while (true); } }'],
    ['a trap of what it returns', 'return new Proxy({}, { ownKeys() { while (true); } })'],
    ['a regular expression', '/(a+)+b/.test("a".repeat(40)); return 1'],
    ['a search through nothing', '[].indexOf.call({ length: 2 ** 53 - 1 }, 1); return 1'],
    ['a sparse array', 'return new Array(4294967295).flat()'],
    ['a long join', 'return new Array(4294967295).join("")'],
    ['a search in long text', '"a".repeat(8e6).indexOf("a".repeat(4e6) + "b"); return 1'],
    ['a huge number', 'return String(3n ** 600000n).length'],
    ['big blocks of memory', 'for (;;) new Uint8Array(1e7)'],
    ['a generator', 'for (const x of (function* () { for (;;) yield 1 })()); return 1'],
    ['code while it is compiled', 'return Function("return " + "1+".repeat(3e6) + "1")()'],
  ]
  for (const [what, body] of runaways)
    test(what, () => {
      const before = performance.now()
      assert.match(failure(body).message, /longer than 70 ms|too deeply|memory/)
      const took = performance.now() - before
      assert.ok(took < 1500, `it took ${Math.round(took)} ms`)
      stillWorks()
    })

  test('one that calls itself without end', () => {
    assert.match(failure('(function f() { f() })()').message, /too deeply/)
    assert.match(failure('return JSON.parse("[".repeat(1e6))').message, /too deeply|Error/)
    assert.match(
      failure('let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a').message,
      /too deeply|70 ms/,
    )
    stillWorks()
  })

  test('one that takes all memory', async () => {
    // Enough time, so that memory is what runs out on a slow machine as well.
    const patient = await createScripts({ limits: { time: 30_000, memory: 20 * 1024 * 1024 } })
    const take = (body: string) => patient.compile('JS', body).run(input)
    const tooMuch = { name: 'ScriptError', message: 'It needs more than 20 MB of memory' }
    assert.throws(() => take('const a = []; for (;;) a.push(new Uint8Array(1e5))'), tooMuch)
    assert.throws(() => take('const a = []; for (;;) a.push("x".repeat(1e5) + a.length)'), tooMuch)
    assert.equal(take('return msg.temperature'), 25.5)
  })

  test('one whose result is too long', () => {
    assert.match(failure('return "x".repeat(300001)').message, /longer than 300000 characters/)
  })

  test('scripts that were compiled before go on working, and keep nothing', () => {
    const script = scripts.compile('JS', 'count = (typeof count === "number" ? count : 0) + 1; return count')
    assert.equal(script.run(input), 1)
    failure('[].indexOf.call({ length: 2 ** 53 - 1 }, 1)')
    assert.equal(script.run(input), 1)
    script.close()
    assert.throws(() => script.run(input), /closed/)
  })
})

test('ten thousand scripts that are compiled and closed leave nothing behind', async () => {
  const tight = await createScripts({ limits: { memory: 17 * 1024 * 1024 } })
  const source = (i: number) => `return msg.temperature > ${i} || ${'msg.temperature || '.repeat(20)}false`
  for (let i = 0; i < 10_000; i++) tight.compile('JS', source(i)).close()
  assert.equal(tight.compile('JS', source(0)).run(input), true)
})

test('both languages run', () => {
  assert.equal(scripts.supports('JS'), true)
  assert.equal(scripts.supports('TBEL'), true)
  assert.equal(scripts.compile('TBEL', 'return msg.temperature > 20;').run(input), true)
})
