import { answered } from '../sdk/answered.ts'
import { defineNode, field, NodeFailure } from '../sdk/index.ts'
import { answerText, metadataKey } from './answer.ts'

/** Answers whoever asked the rules over REST. */
export default defineNode({
  type: 'transport/rest-call-reply',
  title: 'REST call reply',
  summary: 'Answers a REST call to the rules, with the data of the message.',
  help: `A call of \`POST /api/rule-engine/…\` comes into the root chain, or that of its device’s profile, as
REST_API_REQUEST. Whoever made it waits for this node, for ten seconds unless the call says otherwise. The data is the
body of the answer as it is.`,
  icon: 'arrow-back-up',
  synonyms: ['http', 'answer', 'response', 'respond', 'request', 'webhook', 'api'],
  importsFrom: ['org.thingsboard.rule.engine.rest.TbSendRestApiCallReplyNode'],
  outputs: ['Success'],
  effects: true,

  config: {
    requestIdMetaDataAttribute: field.optional(
      field.text({ label: 'Metadata key of the request', default: 'requestUUID' }),
    ),
    serviceIdMetaDataAttribute: field.optional(
      field.text({ label: 'Metadata key of the server', default: 'serviceId' }),
    ),
  },

  examples: [
    {
      config: {},
      messageType: 'REST_API_REQUEST',
      data: { open: true },
      metadata: { serviceId: 'weir', requestUUID: '80b7883b-7ec6-4872-9dd3-b2afd5660fa6' },
      goesTo: 'Success',
    },
    {
      title: 'Nobody asked',
      config: {},
      data: { open: true },
      failsWith: 'Metadata “requestUUID” is missing: the message does not come from a REST call',
    },
  ],

  create(config, { effects, restReplies }) {
    const replies = answered(restReplies, 'takes no REST calls to its rules')
    const requestKey = config.requestIdMetaDataAttribute || 'requestUUID'
    const serviceKey = config.serviceIdMetaDataAttribute || 'serviceId'

    return (message, emit) => {
      const whose = 'the message does not come from a REST call'
      const requestId = metadataKey(message, requestKey, whose)
      const serviceId = metadataKey(message, serviceKey, whose)
      answerText(message)
      if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(requestId))
        throw new NodeFailure(`Metadata “${requestKey}” is “${requestId.slice(0, 40)}”, which is no UUID`)
      return effects
        .perform(
          'Answer a REST call',
          async () => replies.reply(serviceId, requestId.toLowerCase(), message),
          undefined,
        )
        .then(() => emit('Success', message))
    }
  },
})
