import { defineNode, field } from '../sdk/index.ts'

/** Lets messages of certain types through. */
export default defineNode({
  type: 'filter/message-type',
  title: 'Message type filter',
  summary: 'Sends the message on by whether its type is one of the chosen ones.',
  help: 'Types are compared letter for letter. Types of your own work as well as the standard ones.',
  icon: 'filter',
  synonyms: ['event', 'kind', 'telemetry', 'attributes', 'rpc', 'only'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbMsgTypeFilterNode'],
  outputs: ['True', 'False'],
  line: 'messageTypes',

  config: {
    messageTypes: field.keys({
      label: 'Message types',
      offers: 'messageTypes',
      default: ['POST_ATTRIBUTES_REQUEST', 'POST_TELEMETRY_REQUEST', 'TO_SERVER_RPC_REQUEST'],
    }),
  },

  examples: [
    {
      config: { messageTypes: ['POST_TELEMETRY_REQUEST'] },
      data: { temperature: 21 },
      messageType: 'POST_TELEMETRY_REQUEST',
      goesTo: 'True',
    },
    {
      title: 'A type of your own',
      config: { messageTypes: ['SHIFT_ENDED'] },
      data: {},
      messageType: 'shift_ended',
      goesTo: 'False',
    },
  ],

  create({ messageTypes }) {
    const wanted = new Set(messageTypes)
    return (message, emit) => emit(wanted.has(message.type) ? 'True' : 'False', message)
  },
})
