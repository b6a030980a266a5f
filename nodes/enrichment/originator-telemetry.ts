// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { textOf } from '../sdk/enrich.ts'
import { defineNode, field, type Message, NodeFailure, stringifyJson, template } from '../sdk/index.ts'
import { milliseconds, unitChoice } from '../sdk/time-units.ts'

const ofAll = { field: 'fetchMode', is: ['ALL'] }
const relative = { field: 'useMetadataIntervalPatterns', is: [false] }
const byPattern = { field: 'useMetadataIntervalPatterns', is: [true] }

const pattern = (label: string) =>
  field.optional(
    field.text({
      label,
      hint: 'A template that gives epoch milliseconds, as ${from}',
      template: true,
      default: '',
      showWhen: byPattern,
    }),
  )

/** Adds stored history to a message. */
export default defineNode({
  type: 'enrichment/originator-telemetry',
  title: 'Originator telemetry',
  summary: 'Adds stored values of a span of time to the metadata of the message.',
  help: `*First* and *last* give one value per key as JSON text in quotes, *all* gives a list of \`{"ts", "value"}\`. An
aggregation has the whole span as its one bucket. A key without values in the span is left out. The end of the span is
not part of it.`,
  icon: 'history',
  synonyms: ['history', 'time series', 'average', 'minimum', 'maximum', 'sum', 'lookup', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetTelemetryNode'],
  outputs: ['Success'],
  line: 'latestTsKeyNames',

  config: {
    latestTsKeyNames: field.keys({ label: 'Keys', hint: 'Names, or templates as ${key}', default: [] }),
    useMetadataIntervalPatterns: field.flag({ label: 'Take the span from the message', default: false }),
    startInterval: field.number({ label: 'From, ago', default: 2, whole: true, showWhen: relative }),
    startIntervalTimeUnit: unitChoice('Unit of “from”', relative),
    endInterval: field.number({ label: 'To, ago', default: 1, whole: true, showWhen: relative }),
    endIntervalTimeUnit: unitChoice('Unit of “to”', relative),
    startIntervalPattern: pattern('From'),
    endIntervalPattern: pattern('To'),
    fetchMode: field.choice({
      label: 'Which values',
      options: [
        { value: 'FIRST', label: 'The first' },
        { value: 'LAST', label: 'The last' },
        { value: 'ALL', label: 'All' },
      ],
      default: 'FIRST',
    }),
    orderBy: field.choice({
      label: 'Order',
      options: [
        { value: 'ASC', label: 'Oldest first' },
        { value: 'DESC', label: 'Newest first' },
      ],
      default: 'ASC',
      showWhen: ofAll,
    }),
    aggregation: field.choice({
      label: 'Aggregation',
      options: [
        { value: 'NONE', label: 'None' },
        { value: 'MIN', label: 'Minimum' },
        { value: 'MAX', label: 'Maximum' },
        { value: 'AVG', label: 'Average' },
        { value: 'SUM', label: 'Sum' },
        { value: 'COUNT', label: 'Count' },
      ],
      default: 'NONE',
      showWhen: ofAll,
    }),
    limit: field.number({
      label: 'At most',
      hint: 'Values per key',
      default: 1000,
      min: 2,
      max: 1000,
      whole: true,
      showWhen: ofAll,
    }),
  },
  configurationVersion: 2,
  versions: { 1: modeSettled, 2: limitAdded },

  check: ({ latestTsKeyNames }) =>
    latestTsKeyNames.length === 0 ? 'Add at least one key whose values are wanted' : undefined,

  examples: [
    {
      title: 'Nothing was stored in that time',
      config: { latestTsKeyNames: ['temperature'], fetchMode: 'ALL', aggregation: 'AVG' },
      data: { temperature: 21 },
      goesTo: 'Success',
      metadata_after: {},
    },
    {
      config: {
        latestTsKeyNames: ['temperature'],
        useMetadataIntervalPatterns: true,
        startIntervalPattern: '${from}',
        endIntervalPattern: '${to}',
      },
      data: {},
      metadata: { from: '1700000000000' },
      failsWith: 'The end of the span, “${to}”, is undefined: the message does not hold it',
    },
  ],

  create(config, { telemetry, clock }) {
    const names = config.latestTsKeyNames.map(template)
    const spanOf = config.useMetadataIntervalPatterns ? patternSpan(config) : relativeSpan(config, clock.now)
    const isAll = config.fetchMode === 'ALL'

    return async (message, emit) => {
      const { start, end } = spanOf(message)
      if (start > end) throw new NodeFailure('The span ends before it starts; swap its ends')
      const keys = [...new Set(names.map((name) => name(message)))]
      const found = await telemetry.range(message.originator, {
        keys,
        startTs: start,
        endTs: end,
        limit: isAll ? config.limit : 1,
        order: isAll ? config.orderBy : config.fetchMode === 'FIRST' ? 'ASC' : 'DESC',
        aggregation: isAll ? config.aggregation : 'NONE',
        interval: end - start,
      })
      const texts = keys.flatMap((key) => {
        const samples = Object.hasOwn(found, key) ? (found[key] ?? []) : []
        const [only] = samples
        if (only === undefined) return []
        const text = isAll ? samples.map(({ ts, value }) => ({ ts, value })) : textOf(only.value)
        return [[key, stringifyJson(text)] as const]
      })
      emit(
        'Success',
        message.withMetadata(Object.fromEntries([...Object.entries(message.metadata), ...texts])),
      )
    }
  },
})

interface Span {
  readonly start: number
  readonly end: number
}

type SpanOf = (message: Message) => Span

function relativeSpan(
  config: {
    readonly startInterval: number
    readonly endInterval: number
    readonly startIntervalTimeUnit: Parameters<typeof milliseconds>[1]
    readonly endIntervalTimeUnit: Parameters<typeof milliseconds>[1]
  },
  now: () => number,
): SpanOf {
  const from = milliseconds(config.startInterval, config.startIntervalTimeUnit)
  const to = milliseconds(config.endInterval, config.endIntervalTimeUnit)
  return () => {
    const current = now()
    return { start: current - from, end: current - to }
  }
}

function patternSpan(config: {
  readonly startIntervalPattern?: string | undefined
  readonly endIntervalPattern?: string | undefined
}): SpanOf {
  const start = timeReader('start', config.startIntervalPattern ?? '')
  const end = timeReader('end', config.endIntervalPattern ?? '')
  return (message) => ({ start: start(message), end: end(message) })
}

/** A template that changes nothing counts as not filled in: a fixed moment is never what was meant. */
function timeReader(which: string, text: string): (message: Message) => number {
  const write = template(text)
  return (message) => {
    const written = write(message)
    if (written === text)
      throw new NodeFailure(`The ${which} of the span, “${text}”, is undefined: the message does not hold it`)
    if (!/^[+-]?\d{1,16}$/.test(written))
      throw new NodeFailure(`The ${which} of the span is “${written}”, which is not a time in milliseconds`)
    return Number(written)
  }
}

/** Before version 1 the order and the aggregation could say what the mode does not do. */
function modeSettled(old: Record<string, unknown>): Record<string, unknown> {
  switch (old.fetchMode) {
    case 'FIRST':
      return { ...old, orderBy: 'ASC', aggregation: 'NONE' }
    case 'ALL':
      return { ...old, orderBy: old.orderBy || 'ASC', aggregation: old.aggregation || 'NONE' }
    default:
      return { ...old, fetchMode: 'LAST', orderBy: 'DESC', aggregation: 'NONE' }
  }
}

function limitAdded(old: Record<string, unknown>): Record<string, unknown> {
  const limited = { ...old, limit: old.limit ?? 1000 }
  if (old.fetchMode !== 'ALL') return limited
  return { ...limited, orderBy: old.orderBy ?? 'ASC', aggregation: old.aggregation ?? 'NONE' }
}
