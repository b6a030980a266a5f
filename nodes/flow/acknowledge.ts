import { defineNode, field } from '../sdk/index.ts'

/** Calls a message done before it is. */
export default defineNode({
  type: 'flow/acknowledge',
  title: 'Acknowledge',
  summary:
    'Counts the message as done for its queue and sends it on; what fails behind it is not tried again.',
  icon: 'check',
  synonyms: ['ack', 'confirm', 'commit', 'done'],
  importsFrom: ['org.thingsboard.rule.engine.flow.TbAckNode'],
  outputs: ['Success'],
  config: { version: field.hidden(0) },

  examples: [
    { config: {}, data: { temperature: 21 }, goesTo: 'Success' },
    { title: 'It changes nothing', config: {}, data: 'any', goesTo: 'Success', data_after: 'any' },
  ],

  create(_, { flow }) {
    return (message, emit) => {
      flow.acknowledge(message)
      emit('Success', message)
    }
  },
})
