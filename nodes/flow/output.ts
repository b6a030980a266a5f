import { defineNode, field } from '../sdk/index.ts'

/** The end of a nested chain. */
export default defineNode({
  type: 'flow/output',
  title: 'Output',
  summary:
    'Leaves this chain: in the chain that called it the message goes on by the output of this node’s name.',
  help: 'Where no chain called this one, the message ends here.',
  icon: 'logout',
  synonyms: ['return', 'exit', 'end', 'nested'],
  importsFrom: ['org.thingsboard.rule.engine.flow.TbRuleChainOutputNode'],
  outputs: [],
  neverFails: true,
  config: { version: field.hidden(0) },

  examples: [
    { config: {}, data: { temperature: 21 } },
    { title: 'Any message may leave', config: {}, data: null, messageType: 'ACTIVITY_EVENT' },
  ],

  create(_, { flow, node }) {
    return (message) => flow.leaveChain(node.name, message)
  },
})
