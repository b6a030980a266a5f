import { answered } from '../sdk/answered.ts'
import { attributeScopes } from '../sdk/attribute-scopes.ts'
import type { CloudEvent } from '../sdk/calls.ts'
import {
  defineNode,
  field,
  isObject,
  type Message,
  NodeFailure,
  stringifyJson,
  valueAt,
} from '../sdk/index.ts'
import { eventMaker } from './event.ts'

/** Puts a message into the outbox to the cloud. */
export default defineNode({
  type: 'cloud/push-to-cloud',
  title: 'Push to cloud',
  summary: 'Sends telemetry, attributes, alarms and calls of devices to the cloud, as soon as it is there.',
  help: `The message is written to the outbox on this machine’s disk and goes on by Success then. The outbox is sent in order,
whenever there is a link; nothing is lost while there is none. When its share of the disk budget is used up the message
leaves by Failure, or the oldest make room for it where \`WEIR_CLOUD_FULL\` says so.

What just came from the cloud (metadata \`source\` is \`cloud\`) ends here, so that nothing goes round in circles.`,
  icon: 'cloud-upload',
  synonyms: ['uplink', 'upload', 'sync', 'thingsboard', 'server', 'forward', 'outbox', 'edge'],
  importsFrom: ['org.thingsboard.rule.engine.edge.TbMsgPushToCloudNode'],
  outputs: ['Success'],
  effects: true,
  line: 'scope',

  config: {
    scope: field.choice({
      label: 'Scope of attributes',
      hint: 'Where the metadata names none',
      options: attributeScopes,
      default: 'SERVER_SCOPE',
    }),
  },

  examples: [
    { config: {}, data: { temperature: 21.5 }, metadata: { ts: '1700000000000' }, goesTo: 'Success' },
    {
      title: 'What came from the cloud does not go back',
      config: {},
      data: { temperature: 21.5 },
      metadata: { source: 'cloud' },
    },
    {
      title: 'A type that the link does not know',
      config: {},
      messageType: 'MY_TYPE',
      data: {},
      failsWith: 'Messages of the type MY_TYPE are not pushed; filter them out before',
    },
  ],

  create({ scope }, context) {
    const outbox = answered(context.cloud, 'has no outbox to a cloud')
    const eventOf = eventMaker(scope, context)
    return (message, emit) => {
      const { metadata, type } = message
      if (metadata.source?.toLowerCase() === 'cloud') return
      const event = type === 'TO_SERVER_RPC_REQUEST' ? callOf(message, context.clock.now()) : eventOf(message)
      return context.effects
        .perform(`Push ${event.action} to the cloud`, () => outbox.push(event), undefined)
        .then(() => emit('Success', message))
    }
  },
})

/** A call that a device made, for the cloud to answer (edge-events.md 3.2). */
function callOf({ id, originator, metadata, data, dataType }: Message, time: number): CloudEvent {
  if (dataType !== 'JSON' || !isObject(data))
    throw new NodeFailure('The message is no call: its data is not an object of method and params')
  const { requestId = '', serviceId = '', sessionId = '' } = metadata
  if (!/^-?\d{1,10}$/.test(requestId))
    throw new NodeFailure(
      `Metadata requestId is “${requestId.slice(0, 40)}”, which is no number of a request`,
    )
  const body = {
    requestId: Number(requestId),
    serviceId,
    sessionId,
    method: valueAt(data, 'method') ?? null,
    // JSON text: the cloud reads it as JSON, so text comes quoted
    params: stringifyJson(valueAt(data, 'params') ?? null),
  }
  const { entityType: type, id: entityId } = originator
  return { id, time, lane: 'general', type, action: 'RPC_CALL', entityId, body }
}
