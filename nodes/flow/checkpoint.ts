import { defineNode, field } from '../sdk/index.ts'

/** Writes a message down, so that it goes on from here after a failure. */
export default defineNode({
  type: 'flow/checkpoint',
  title: 'Checkpoint',
  summary:
    'Writes the message to a durable queue and goes on from there: what was done before is not done again.',
  help: 'Behind it a failure or a restart repeats only what comes after this node. The queue is chosen on the node.',
  icon: 'flag',
  synonyms: ['queue', 'retry', 'durable', 'persist', 'resume'],
  importsFrom: ['org.thingsboard.rule.engine.flow.TbCheckpointNode'],
  outputs: ['Success'],
  queued: true,
  config: { version: field.hidden(0) },
  configurationVersion: 1,
  versions: { 1: ({ queueName, ...old }) => old },

  examples: [
    { title: 'It goes on from the queue', config: {}, data: { temperature: 21 }, goesTo: 'Success' },
    { config: {}, data: [1, 2], messageType: 'BATCH', goesTo: 'Success', data_after: [1, 2] },
  ],

  create(_, { flow, node }) {
    return (message) => flow.requeue(message, 'Success', node.queueName ?? null)
  },
})
