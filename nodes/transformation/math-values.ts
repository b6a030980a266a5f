import { textOf } from '../sdk/enrich.ts'
import {
  type AttributeScope,
  isObject,
  type JsonValue,
  type Message,
  type NodeContext,
  NodeFailure,
  numberOf,
  template,
  valueAt,
} from '../sdk/index.ts'

/** One value of the math node, as it is configured. */
export interface Argument {
  readonly type: 'MESSAGE_BODY' | 'MESSAGE_METADATA' | 'ATTRIBUTE' | 'TIME_SERIES' | 'CONSTANT'
  /** a template; of a constant the number */
  readonly key: string
  readonly attributeScope?: AttributeScope | undefined
  readonly defaultValue?: number | undefined
}

/** Reads a value for a message; a promise where it is stored. Throws `NodeFailure` when there is no number. */
export type ReadNumber = (message: Message) => number | Promise<number>

/** Compiles one value of the calculation. */
export function argumentReader(argument: Argument, context: NodeContext): ReadNumber {
  const { type, key, defaultValue, attributeScope = 'SERVER_SCOPE' } = argument
  if (type === 'CONSTANT') {
    const constant = number(key, `The constant “${key}”`, defaultValue)
    return () => constant
  }
  const keyOf = template(key)
  switch (type) {
    case 'MESSAGE_BODY':
      return (message) => {
        const name = keyOf(message)
        needsObject(message)
        return number(valueAt(message.data, name), `“${name}” of the data`, defaultValue)
      }
    case 'MESSAGE_METADATA':
      return (message) => {
        const name = keyOf(message)
        const text = Object.hasOwn(message.metadata, name) ? message.metadata[name] : undefined
        return number(text, `“${name}” of the metadata`, defaultValue)
      }
    case 'ATTRIBUTE':
      return async (message) => {
        const name = keyOf(message)
        const found = await context.attributes.read(message.originator, attributeScope, [name])
        return number(valueAt(found, name), `The attribute “${name}”`, defaultValue)
      }
    case 'TIME_SERIES':
      return async (message) => {
        const name = keyOf(message)
        const found = await context.telemetry.latest(message.originator, [name])
        const value = Object.hasOwn(found, name) ? found[name]?.value : undefined
        return number(value, `The latest value of “${name}”`, defaultValue)
      }
  }
}

function number(value: JsonValue | undefined, what: string, otherwise: number | undefined): number {
  if (value === undefined || value === null || value === '') {
    if (otherwise !== undefined) return otherwise
    throw new NodeFailure(`${what} is missing and has no default`)
  }
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : numberOf(value)
  if (found === undefined || !Number.isFinite(found))
    throw new NodeFailure(`${what} is “${textOf(value)}”, which is not a number`)
  return found
}

/** Throws `NodeFailure` when the message's data have no keys. */
export function needsObject({ data, dataType }: Message): void {
  if (dataType !== 'JSON' || !isObject(data))
    throw new NodeFailure('The data of the message are not an object of keys')
}
