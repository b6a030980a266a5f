import {
  defineNode,
  double,
  type EntityRef,
  field,
  InTurn,
  isObject,
  type JsonValue,
  type Message,
  NodeFailure,
  numberOf,
  timeOf,
} from '../sdk/index.ts'
import { roundHalfUp } from '../sdk/rounding.ts'

interface Reading {
  readonly value: number
  readonly ts: number
}

/** Turns a counter into what it counted since the message before. */
export default defineNode({
  type: 'enrichment/calculate-delta',
  title: 'Calculate delta',
  summary:
    'Adds to the message by how much one of its values changed since the one before of the same device.',
  help: `The value before is remembered, or else the latest stored one; without any the delta is 0. Only messages of type
\`POST_TELEMETRY_REQUEST\` that hold the key are worked on, all others leave by Other. Put the node before the one that
saves the value.`,
  icon: 'calculator',
  synonyms: ['difference', 'counter', 'meter', 'pulse', 'consumption', 'rate', 'change'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.CalculateDeltaNode'],
  outputs: ['Success', 'Other'],
  line: 'inputValueKey',

  config: {
    inputValueKey: field.messageKey({ label: 'Counter', hint: 'A key of the data', default: 'pulseCounter' }),
    outputValueKey: field.text({ label: 'Write the delta to', default: 'delta' }),
    useCache: field.flag({
      label: 'Remember the value',
      hint: 'Off: the latest stored value is asked for each time',
      default: true,
    }),
    addPeriodBetweenMsgs: field.flag({ label: 'Add the time between the two', default: false }),
    periodValueKey: field.text({
      label: 'Write the time to',
      hint: 'In milliseconds',
      default: 'periodInMs',
      showWhen: { field: 'addPeriodBetweenMsgs', is: [true] },
    }),
    round: field.optional(
      field.number({ label: 'Decimals', hint: 'Empty keeps them all', min: 0, max: 15, whole: true }),
    ),
    tellFailureIfDeltaIsNegative: field.flag({ label: 'A negative delta is a failure', default: true }),
    excludeZeroDeltas: field.flag({ label: 'Leave a delta of 0 out', default: false }),
  },
  configurationVersion: 1,
  versions: { 1: (old) => ({ excludeZeroDeltas: false, ...old }) },

  examples: [
    {
      title: 'The first value of a device',
      config: {},
      data: { pulseCounter: 1204 },
      goesTo: 'Success',
      data_after: { pulseCounter: 1204, delta: 0 },
    },
    { title: 'A message without the counter', config: {}, data: { temperature: 21 }, goesTo: 'Other' },
    { config: {}, data: { pulseCounter: 7 }, messageType: 'POST_ATTRIBUTES_REQUEST', goesTo: 'Other' },
  ],

  create(config, { telemetry }) {
    const { inputValueKey: key } = config
    const cache = new Map<string, Reading>()
    const turns = new InTurn()

    const stored = async (originator: EntityRef): Promise<Reading | undefined> => {
      const samples = await telemetry.latest(originator, [key])
      const sample = Object.hasOwn(samples, key) ? samples[key] : undefined
      return sample && { ts: sample.ts, value: storedNumber(key, sample.value) }
    }

    /** The message with its delta. The value is remembered first: a later failure does not make it unseen. */
    const withDelta = (message: Message, current: Reading, before: Reading | undefined): Message => {
      if (config.useCache) cache.set(message.originator.id, current)
      const exact = before === undefined ? 0 : current.value - before.value
      const delta = config.round === undefined ? exact : roundHalfUp(exact, config.round)
      if (delta < 0 && config.tellFailureIfDeltaIsNegative)
        throw new NodeFailure(`“${key}” went back by ${-delta}; was the counter reset?`)
      if (delta === 0 && config.excludeZeroDeltas) return message
      const added: [string, JsonValue][] = [
        [config.outputValueKey, Number.isInteger(delta) ? delta : double(delta)],
      ]
      if (config.addPeriodBetweenMsgs)
        added.push([config.periodValueKey, before === undefined ? 0 : current.ts - before.ts])
      return message.withData(Object.fromEntries([...Object.entries(message.data as object), ...added]))
    }

    return (message, emit) => {
      const { data, originator, type } = message
      if (type !== 'POST_TELEMETRY_REQUEST' || !isObject(data) || !Object.hasOwn(data, key))
        return emit('Other', message)
      const current = { value: numberIn(data[key] ?? null), ts: timeOf(message) }
      const known = config.useCache ? cache.get(originator.id) : undefined
      if (known !== undefined && !turns.isBusy(originator.id))
        return emit('Success', withDelta(message, current, known))
      return turns.run(originator.id, async () => {
        const before = (config.useCache && cache.get(originator.id)) || (await stored(originator))
        emit('Success', withDelta(message, current, before))
      })
    }
  },
})

/** What a value counts as: a number, a text that says one, everything else 0 (Jackson's `asDouble`). */
function numberIn(value: JsonValue): number {
  const number =
    typeof value === 'string' ? Number(value.trim()) : (numberOf(value) ?? Number(value === true))
  return Number.isFinite(number) ? number : 0
}

function storedNumber(key: string, value: JsonValue): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : numberOf(value)
  if (number !== undefined && Number.isFinite(number)) return number
  throw new NodeFailure(`The stored “${key}” is not a number, so there is no delta to it`)
}
