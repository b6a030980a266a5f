import { defineNode, field, NodeFailure } from '../sdk/index.ts'

/** Makes a message of each member of a list. */
export default defineNode({
  type: 'transformation/split-array',
  title: 'Split array',
  summary: 'Sends on one message for each member of the list that the data are.',
  help: 'Each has the type and the metadata of the whole. An empty list ends here. The message is done when all parts are.',
  icon: 'scissors',
  synonyms: ['each', 'list', 'loop', 'explode', 'batch'],
  importsFrom: ['org.thingsboard.rule.engine.transform.TbSplitArrayMsgNode'],
  outputs: ['Success'],

  config: { version: field.hidden(0) },

  examples: [
    { config: {}, data: [{ a: 1 }, { a: 2 }], goesTo: ['Success', 'Success'], data_after: { a: 1 } },
    { title: 'An empty list', config: {}, data: [] },
    { config: {}, data: { a: 1 }, failsWith: 'The data are not a list, so there is nothing to split' },
  ],

  create(_, { identity }) {
    return (message, emit) => {
      const { data } = message
      if (!Array.isArray(data)) throw new NodeFailure('The data are not a list, so there is nothing to split')
      const [only] = data
      if (only !== undefined && data.length === 1) return emit('Success', message.withData(only))
      for (const member of data)
        emit('Success', message.with({ id: identity.uuid(), data: member, dataType: 'JSON' }))
    }
  },
})
