import { answered } from '../sdk/answered.ts'
import { attributeScopes } from '../sdk/attribute-scopes.ts'
import { calculateAttributes, calculateSeries, type ValuesAt } from '../sdk/calculated.ts'
import {
  type AttributeScope,
  defineNode,
  isObject,
  type JsonObject,
  type JsonValue,
  type Message,
  NodeFailure,
} from '../sdk/index.ts'

/** Hands values to calculated fields without keeping them. */
export default defineNode({
  type: 'persistence/calculated-fields',
  title: 'Calculated fields',
  summary: 'Hands the values of the message to calculated fields and alarm rules, and keeps none of them.',
  help: `Takes \`POST_TELEMETRY_REQUEST\` messages whose data is \`{key: value}\`, \`{ts, values}\` or a list of those,
and \`POST_ATTRIBUTES_REQUEST\` messages whose metadata \`scope\` says which attributes they are. Values without a time
of their own count as of now. The save nodes do the same with what they save; this node is for values that are not
kept. The message goes on unchanged, also where a field could not be calculated: the field itself shows why.`,
  icon: 'math-function',
  synonyms: ['formula', 'alarm rule', 'calculate', 'derive', 'aggregate'],
  importsFrom: ['org.thingsboard.rule.engine.telemetry.TbCalculatedFieldsNode'],
  outputs: ['Success'],

  config: {},

  examples: [
    { config: {}, data: { temperature: 21.5 }, goesTo: 'Success' },
    {
      config: {},
      data: { limit: 30 },
      messageType: 'POST_ATTRIBUTES_REQUEST',
      metadata: { scope: 'SHARED_SCOPE' },
      goesTo: 'Success',
    },
    {
      config: {},
      data: { limit: 30 },
      messageType: 'POST_ATTRIBUTES_REQUEST',
      failsWith:
        'Metadata “scope” must say which attributes these are: CLIENT_SCOPE, SHARED_SCOPE or SERVER_SCOPE',
    },
    {
      config: {},
      data: {},
      messageType: 'ALARM',
      failsWith:
        'Calculated fields take POST_TELEMETRY_REQUEST and POST_ATTRIBUTES_REQUEST messages, this one is ALARM',
    },
  ],

  create(_config, context) {
    const fields = answered(context.calculatedFields, 'has no calculated fields')
    const { clock } = context
    const begun = (message: Message): Promise<unknown> | undefined => {
      if (message.type === 'POST_TELEMETRY_REQUEST')
        return calculateSeries(fields, message, batchesOf(message.data, clock.now()))
      if (message.type !== 'POST_ATTRIBUTES_REQUEST')
        throw new NodeFailure(
          `Calculated fields take POST_TELEMETRY_REQUEST and POST_ATTRIBUTES_REQUEST messages, this one is ${message.type}`,
        )
      const scope = scopeOf(message)
      const values = valuesOf(message.data)
      if (isEmpty(values)) return undefined
      return calculateAttributes(fields, message, { scope, ts: clock.now(), values })
    }
    return (message, emit) => {
      const calculated = begun(message)
      if (calculated === undefined) return emit('Success', message)
      return calculated.then(() => emit('Success', message))
    }
  },
})

function scopeOf({ metadata }: Message): AttributeScope {
  const given = Object.hasOwn(metadata, 'scope') ? metadata.scope : undefined
  const known = attributeScopes.find(({ value }) => value === given)
  if (known !== undefined) return known.value
  throw new NodeFailure(
    'Metadata “scope” must say which attributes these are: CLIENT_SCOPE, SHARED_SCOPE or SERVER_SCOPE',
  )
}

function batchesOf(data: JsonValue, now: number): ValuesAt[] {
  const given: readonly JsonValue[] = Array.isArray(data) ? data : [data]
  return given.map((each) => batchOf(each, now)).filter(({ values }) => !isEmpty(values))
}

function batchOf(data: JsonValue, now: number): ValuesAt {
  if (!isObject(data) || !Object.hasOwn(data, 'ts') || !Object.hasOwn(data, 'values'))
    return { ts: now, values: valuesOf(data) }
  if (!Number.isSafeInteger(data.ts))
    throw new NodeFailure('“ts” of the message is not a time in milliseconds')
  return { ts: data.ts as number, values: valuesOf(data.values ?? null) }
}

function valuesOf(data: JsonValue): JsonObject {
  if (!isObject(data)) throw new NodeFailure('The message is not an object of keys and values')
  for (const key in data)
    if (data[key] === null) throw new NodeFailure(`“${key}” is null, which is no value to calculate with`)
  return data
}

function isEmpty(values: JsonObject): boolean {
  for (const _ in values) return false
  return true
}
