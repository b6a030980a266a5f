/**
 * The world that scripts see, as an expression that is evaluated once inside of QuickJS.
 *
 * All scripts share one set of built-ins. That is safe because nothing in it can change: every object that can be
 * reached is frozen, and what could carry state in another way is taken away (`eval` can declare globals; promises
 * and weak references act between calls; `Error.prepareStackTrace` would see the errors of others). A frozen
 * prototype would silently refuse `result.toString = …`, so those few names are accessors that set them on the
 * object itself.
 *
 * Its value is `wrap(factory, fresh, firstOnly, limit)`. The factory makes the script's function; `fresh` asks for a
 * new one at each call, for scripts that assign names they never declared (body.ts). What `wrap` returns takes the
 * arguments as the text of a JSON array, or with `firstOnly` the JSON of the first alone, and answers 1 for true, 0 for false, 2 for nothing, or text: `=` and JSON, or `!`, position
 * and what went wrong. Truth travels as a number, since most scripts are filters and text costs more to hand over.
 */
export const realm = `(function () {
'use strict'
const { freeze, getPrototypeOf, getOwnPropertyDescriptor, defineProperty } = Object
const { ownKeys, apply } = Reflect
const { parse, stringify } = JSON
const text = String
const exec = RegExp.prototype.exec
const position = /<script>:(\\d+):(\\d+)/

const settable = (object, names) => {
  for (const name of names) {
    const { value } = getOwnPropertyDescriptor(object, name)
    defineProperty(object, name, {
      get: () => value,
      set(own) {
        if (this !== object)
          defineProperty(this, name, { value: own, writable: true, enumerable: true, configurable: true })
      },
    })
  }
}

const seen = new Set()
const freezeAll = (root) => {
  const left = [root]
  while (left.length > 0) {
    const object = left.pop()
    if (object === null || (typeof object !== 'object' && typeof object !== 'function') || seen.has(object)) continue
    seen.add(object)
    freeze(object)
    left.push(getPrototypeOf(object))
    for (const key of ownKeys(object)) {
      const { value, get, set } = getOwnPropertyDescriptor(object, key)
      left.push(value ?? null, get ?? null, set ?? null)
    }
  }
}

settable(Object.prototype, ['constructor', 'toString', 'toLocaleString', 'valueOf', 'hasOwnProperty',
  'isPrototypeOf', 'propertyIsEnumerable'])
settable(Error.prototype, ['constructor', 'name', 'message', 'toString'])
delete Error.prepareStackTrace
delete Error.stackTraceLimit

const unreachableByName = [
  function* () {}, async function () {}, async function* () {}, (function* () {})(), (async function* () {})(),
  [].values(), new Map().entries(), new Set().values(), ''[Symbol.iterator](), 'a'.matchAll(/a/g), new Proxy({}, {}),
]
for (const name of ['eval', 'Promise', 'WeakRef', 'FinalizationRegistry', 'SharedArrayBuffer', 'Atomics',
  'queueMicrotask', 'performance']) {
  unreachableByName.push(globalThis[name])
  delete globalThis[name]
}
const quiet = () => {}
globalThis.console = { log: quiet, info: quiet, warn: quiet, error: quiet, debug: quiet, trace: quiet }
for (const object of unreachableByName) freezeAll(object)
freezeAll(globalThis)

const problem = (error) => {
  try {
    const at = apply(exec, position, [text(error.stack)])
    const what = error instanceof Error ? text(error.name) + ': ' + text(error.message) : 'It threw ' + text(error)
    return '!' + (at === null ? ':' : at[1] + ':' + at[2]) + '!' + what
  } catch (_) {
    return '!:!It threw something that says nothing'
  }
}

return (factory, fresh, firstOnly, limit) => {
  const once = factory()
  const { prototype } = once
  if (prototype) freeze(prototype)
  freeze(once)
  const source = text(once)
  return [source, (input) => {
    try {
      const values = parse(input)
      const script = fresh ? factory() : once
      const result = firstOnly ? script(values) : script(values[0], values[1], values[2])
      if (result === true) return 1
      if (result === false) return 0
      if (result === undefined) return 2
      const json = stringify(result)
      if (json === undefined) return 2
      return json.length > limit ? '!:!Its result is longer than ' + limit + ' characters' : '=' + json
    } catch (error) {
      return problem(error)
    }
  }]
}
})()`
