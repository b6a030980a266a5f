import { defineNode, field } from '../sdk/index.ts'

/** A relic: it did something before version 2.5 of the cloud, and old chains still hold it. */
export default defineNode({
  type: 'flow/synchronization-end',
  title: 'Synchronization end',
  summary: 'Sends every message on as it is; for old chains only.',
  help: 'It has no effect any more. The messages of one device are handled in their order without it.',
  icon: 'player-stop',
  synonyms: ['transaction', 'lock', 'sequence', 'order'],
  importsFrom: ['org.thingsboard.rule.engine.transaction.TbSynchronizationEndNode'],
  outputs: ['Success'],
  neverFails: true,

  config: { version: field.hidden(0) },

  examples: [
    { config: {}, data: { temperature: 21 }, goesTo: 'Success', data_after: { temperature: 21 } },
    { title: 'Whatever the data are', config: {}, data: [1, 2], goesTo: 'Success', data_after: [1, 2] },
  ],

  create() {
    return (message, emit) => emit('Success', message)
  },
})
