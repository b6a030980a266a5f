/**
 * The words that behaviour cases are written in (nodes.json, "conventions"). One that this runner does not know would
 * be passed over in silence, so a case that has one fails.
 */
const words = {
  case: [
    'id',
    'kind',
    'node',
    'config',
    'fromVersion',
    'context',
    'input',
    'steps',
    'expect',
    'note',
    'source',
  ],
  kind: ['message', 'sequence', 'init', 'save', 'upgrade'],
  step: ['input', 'tick', 'expect', 'note'],
  input: ['type', 'originatorType', 'data', 'metadata', 'context'],
  context: [
    ...[
      'now',
      'attributes',
      'latestTelemetry',
      'history',
      'relations',
      'entities',
      'customerOf',
      'profileOf',
    ],
    ...['alarms', 'deviceProfile', 'entityViews', 'deviceCredentials', 'geofencingState', 'relatedEdges'],
    ...['selfNode', 'stack', 'ruleChains', 'enqueueFails', 'rpcResponse', 'serviceId', 'cassandra'],
    ...['alarmCreationDisabled', 'stateServiceFails', 'external', 'serverSettings'],
  ],
  expect: [
    ...['relation', 'acked', 'enqueued', 'data', 'dataText', 'metadata', 'metadataContains', 'metadataKeys'],
    ...[
      'type',
      'originator',
      'alarm',
      'sideEffects',
      'init',
      'unrecoverable',
      'save',
      'config',
      'hasChanges',
    ],
  ],
  enqueued: [
    ...['relation', 'data', 'dataText', 'metadata', 'metadataContains', 'metadataKeys', 'type', 'originator'],
    ...['alarm', 'newId', 'queueName', 'ruleChainId'],
  ],
} as const

type Place = keyof typeof words
type Members = Readonly<Record<string, unknown>>

/** What in a case is not understood, in words; undefined where everything is. */
export function unknownWord(each: Members): string | undefined {
  if (!(words.kind as readonly unknown[]).includes(each.kind))
    return `cases of kind “${each.kind}” are unknown`
  const steps = listOf(each.steps)
  const expectations = [each, ...steps].map(({ expect }) => membersOf(expect))
  const inputs = [each, ...steps].map(({ input }) => membersOf(input))
  return (
    strange('case', [each]) ??
    strange('step', steps) ??
    strange('input', inputs) ??
    strange('context', [membersOf(each.context), ...inputs.map(({ context }) => membersOf(context))]) ??
    strange('expect', expectations) ??
    strange(
      'enqueued',
      expectations.flatMap(({ enqueued }) => listOf(enqueued)),
    )
  )
}

function strange(place: Place, all: readonly Members[]): string | undefined {
  const known: readonly string[] = words[place]
  const word = all.flatMap(Object.keys).find((key) => !known.includes(key))
  return word === undefined ? undefined : `“${word}” of its ${place} is not understood`
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}

function listOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.map(membersOf) : []
}
