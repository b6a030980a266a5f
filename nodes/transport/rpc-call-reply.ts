import { answered } from '../sdk/answered.ts'
import { defineNode, field, NodeFailure } from '../sdk/index.ts'
import { answerText, metadataKey } from './answer.ts'

/** Answers a device that called the server. */
export default defineNode({
  type: 'transport/rpc-call-reply',
  title: 'RPC call reply',
  summary: 'Answers the device that called the server, with the data of the message.',
  help: `A device’s call comes as TO_SERVER_RPC_REQUEST; its metadata \`sessionId\` and \`requestId\` say whom to answer. The
device waits for a minute. One that has gone, or stopped waiting, hears nothing; the message goes on all the same.`,
  icon: 'message-reply',
  synonyms: ['rpc', 'answer', 'response', 'device', 'client-side', 'respond'],
  importsFrom: ['org.thingsboard.rule.engine.rpc.TbSendRPCReplyNode'],
  outputs: ['Success'],
  effects: true,

  config: {
    serviceIdMetaDataAttribute: field.optional(
      field.text({ label: 'Metadata key of the server', default: 'serviceId' }),
    ),
    sessionIdMetaDataAttribute: field.optional(
      field.text({ label: 'Metadata key of the session', default: 'sessionId' }),
    ),
    requestIdMetaDataAttribute: field.optional(
      field.text({ label: 'Metadata key of the request', default: 'requestId' }),
    ),
  },

  examples: [
    {
      config: {},
      messageType: 'TO_SERVER_RPC_REQUEST',
      data: { time: 1700000000000 },
      metadata: {
        serviceId: 'weir',
        sessionId: '6f1c1a52-3a0e-4f5b-9a55-0d2f6f0b7c11',
        requestId: '7',
      },
      goesTo: 'Success',
    },
    {
      title: 'Not a call of a device',
      config: {},
      data: { time: 1700000000000 },
      failsWith: 'Metadata “requestId” is missing: the message does not come from a call of a device',
    },
  ],

  create(config, context) {
    const { effects, edges, identity, clock } = context
    const calls = answered(context.calls, 'can’t answer devices')
    const keys = {
      request: config.requestIdMetaDataAttribute || 'requestId',
      service: config.serviceIdMetaDataAttribute || 'serviceId',
      session: config.sessionIdMetaDataAttribute || 'sessionId',
    }

    return async (message, emit) => {
      const { originator, metadata } = message
      if (originator.entityType !== 'DEVICE')
        throw new NodeFailure(`Only devices call; this message is about a ${originator.entityType}`)
      const whose = 'the message does not come from a call of a device'
      const requestText = metadataKey(message, keys.request, whose)
      const serviceId = metadataKey(message, keys.service, whose)
      const sessionText = metadataKey(message, keys.session, whose)
      const text = answerText(message)
      const { edgeId, deviceId } = metadata
      if (edgeId) {
        const edge = uuidOf('edgeId', edgeId)
        const device = uuidOf('deviceId', deviceId ?? '')
        const others = answered(edges, 'has no edges of its own')
        const body = {
          serviceId,
          sessionId: sessionText,
          // As text, which is how the cloud writes it for its edges.
          requestId: String(requestIdOf(keys.request, requestText)),
          response: text,
        }
        const event = {
          id: identity.uuid(),
          time: clock.now(),
          lane: 'general',
          type: 'DEVICE',
          action: 'RPC_CALL',
          entityId: device,
          body,
        } as const
        await effects.perform(
          `Answer a device of the edge ${edge}`,
          () => others.push(edge, event),
          undefined,
        )
      } else {
        const sessionId = uuidOf(keys.session, sessionText)
        const requestId = requestIdOf(keys.request, requestText)
        await effects.perform(
          `Answer the device ${originator.id}`,
          async () => calls.answer(originator.id, sessionId, requestId, text),
          undefined,
        )
      }
      emit('Success', message)
    }
  },
})

function requestIdOf(key: string, text: string): number {
  const id = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (id >= -2_147_483_648 && id <= 2_147_483_647) return id
  throw new NodeFailure(`Metadata “${key}” is “${text.slice(0, 40)}”, which is no number of a request`)
}

function uuidOf(key: string, text: string): string {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) return text.toLowerCase()
  throw new NodeFailure(`Metadata “${key}” is “${text.slice(0, 40)}”, which is no UUID`)
}
