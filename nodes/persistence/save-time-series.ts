import { calculateSeries } from '../sdk/calculated.ts'
import { castTexts } from '../sdk/cast-texts.ts'
import {
  defineNode,
  field,
  isObject,
  type JsonObject,
  type Message,
  NodeFailure,
  timeOf,
} from '../sdk/index.ts'
import { dueActions, processingField } from '../sdk/processing.ts'
import { type Stamp, serverStamp } from '../sdk/stamps.ts'

/** Values that share one time. */
interface Batch {
  readonly ts: number
  /** see `MessageParts.tie` */
  readonly tie: number
  readonly values: JsonObject
}

/** Keeps the message's values as history and latest values of its originator. */
export default defineNode({
  type: 'persistence/save-time-series',
  title: 'Save time series',
  summary: 'Keeps each value of the message as history and as the latest value of its device.',
  help: `Takes messages of type \`POST_TELEMETRY_REQUEST\` whose data is \`{key: value}\`, \`{ts, values}\` or a list of
those. The time is the one in the data, else metadata \`ts\`, else when the message came in. The message goes on by
Success once everything is on disk, unchanged.`,
  icon: 'database-plus',
  synonyms: ['store', 'telemetry', 'history', 'database', 'persist', 'timeseries'],
  importsFrom: ['org.thingsboard.rule.engine.telemetry.TbMsgTimeseriesNode'],
  outputs: ['Success'],

  config: {
    processingSettings: processingField({
      timeseries: 'History',
      latest: 'Latest values',
      webSockets: 'Live views',
      calculatedFields: 'Calculated fields',
    }),
    defaultTTL: field.number({
      label: 'Keep for',
      hint: '0 keeps it for ever; metadata TTL of a message wins',
      default: 0,
      min: 0,
      whole: true,
      unit: 's',
    }),
    useServerTs: field.flag({
      label: 'Use the time of saving instead of the time of the message',
      default: false,
    }),
  },
  configurationVersion: 1,
  versions: {
    1: ({ skipLatestPersistence, ...old }) => ({
      ...old,
      processingSettings:
        String(skipLatestPersistence) === 'true' ? withoutLatest : { type: 'ON_EVERY_MESSAGE' },
    }),
  },

  examples: [
    { config: {}, data: { temperature: 21.5, door: 'open' }, goesTo: 'Success' },
    {
      title: 'Several times in one message',
      config: { defaultTTL: 86_400 },
      data: [
        { ts: 1700000000000, values: { temperature: 21 } },
        { ts: 1700000060000, values: { temperature: 22 } },
      ],
      goesTo: 'Success',
    },
    { config: {}, data: {}, failsWith: 'The message holds no values to save' },
    {
      config: {},
      data: { temperature: 21 },
      messageType: 'POST_ATTRIBUTES_REQUEST',
      failsWith:
        'Only POST_TELEMETRY_REQUEST messages can be saved as time series, this one is POST_ATTRIBUTES_REQUEST',
    },
  ],

  create({ processingSettings, defaultTTL, useServerTs }, { telemetry, clock, calculatedFields }) {
    const due = dueActions(processingSettings, ['timeseries', 'latest', 'webSockets', 'calculatedFields'])
    const stamp = useServerTs ? serverStamp(clock.now) : messageStamp

    return (message, emit) => {
      if (message.type !== 'POST_TELEMETRY_REQUEST')
        throw new NodeFailure(
          `Only POST_TELEMETRY_REQUEST messages can be saved as time series, this one is ${message.type}`,
        )
      const { ts, tie } = stamp(message)
      const history = due.timeseries(message, ts)
      const latest = due.latest(message, ts)
      const live = due.webSockets(message, ts)
      const calculates = due.calculatedFields(message, ts)
      const saves = history || latest || live
      if (!saves && !calculates) return emit('Success', message)

      const options = { history, latest, live, ttl: ttlOf(message) ?? defaultTTL }
      const batches = batchesOf(message, ts, tie)
      const [only] = batches
      const calculated = () => (calculates ? calculateSeries(calculatedFields, message, batches) : undefined)
      if (!saves) return after(calculated(), () => emit('Success', message))
      const saved =
        only !== undefined && batches.length === 1
          ? telemetry.save(message.originator, only.ts, only.tie, only.values, options)
          : Promise.all(
              batches.map((at) => telemetry.save(message.originator, at.ts, at.tie, at.values, options)),
            )
      return saved.then(() => after(calculated(), () => emit('Success', message)))
    }
  },
})

/** Does `then` at once where there is nothing to wait for. */
function after(work: Promise<unknown> | undefined, then: () => void): Promise<void> | undefined {
  if (work !== undefined) return work.then(then)
  then()
  return undefined
}

const withoutLatest = {
  type: 'ADVANCED',
  timeseries: { type: 'ON_EVERY_MESSAGE' },
  latest: { type: 'SKIP' },
  webSockets: { type: 'ON_EVERY_MESSAGE' },
  calculatedFields: { type: 'ON_EVERY_MESSAGE' },
}

/** The tie belongs to the message's own time; a time that metadata changed stands for itself. */
function messageStamp(message: Message): Stamp {
  const ts = timeOf(message)
  return { ts, tie: ts === message.ts ? message.tie : 0 }
}

function ttlOf({ metadata }: Message): number | undefined {
  const given = metadata.TTL
  if (given === undefined || given === '') return undefined
  if (/^\d{1,15}$/.test(given)) return Number(given)
  throw new NodeFailure(`Metadata TTL is “${given}”, which is not a number of seconds`)
}

function batchesOf(message: Message, ts: number, tie: number): readonly Batch[] {
  const { data } = message
  const batches = Array.isArray(data)
    ? data.map((member) => batchOf(member, ts, tie))
    : [batchOf(data, ts, tie)]
  const filled = batches.filter((batch) => holdsValues(batch.values))
  if (filled.length === 0) throw new NodeFailure('The message holds no values to save')
  return filled
}

function batchOf(data: unknown, ts: number, tie: number): Batch {
  if (!isObject(data)) throw new NodeFailure('The message is not an object of keys and values')
  if (!Object.hasOwn(data, 'ts') || !Object.hasOwn(data, 'values'))
    return { ts, tie, values: castTexts(data) }
  if (!isObject(data.values))
    throw new NodeFailure('“values” of the message is not an object of keys and values')
  if (!Number.isSafeInteger(data.ts))
    throw new NodeFailure('“ts” of the message is not a time in milliseconds')
  return { ts: data.ts as number, tie: 0, values: castTexts(data.values) }
}

function holdsValues(values: JsonObject): boolean {
  let some = false
  for (const key in values) {
    if (values[key] === null) throw new NodeFailure(`“${key}” is null, which can't be saved`)
    some = true
  }
  return some
}
