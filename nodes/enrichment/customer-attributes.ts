import { needsRoom } from '../sdk/enrich.ts'
import { customerFinder } from '../sdk/entities.ts'
import { defineNode } from '../sdk/index.ts'
import { emptyMapping, mappedFields, mappedValues, mappedVersions } from '../sdk/mapped-values.ts'

/** Adds what is stored about a message's customer to the message. */
export default defineNode({
  type: 'enrichment/customer-attributes',
  title: 'Customer attributes',
  summary: 'Adds server attributes or latest values of the originator’s customer to the message.',
  help: `For what all things of one customer share, as a threshold. A message about a customer takes its own. What is not
stored is left out.`,
  icon: 'user-cog',
  synonyms: ['owner', 'threshold', 'setting', 'lookup', 'latest', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetCustomerAttributeNode'],
  outputs: ['Success'],
  line: 'dataMapping',

  config: mappedFields('alarmThreshold', 'threshold'),
  configurationVersion: 1,
  versions: mappedVersions,
  check: emptyMapping,

  examples: [
    {
      title: 'A device that is gone',
      config: {},
      data: { temperature: 21 },
      failsWith: 'The device of this message does not exist any more',
    },
    {
      config: { fetchTo: 'DATA' },
      data: [1, 2],
      failsWith: 'The data of the message is not an object, so nothing can be written to it',
    },
  ],

  create(config, context) {
    const customerOf = customerFinder(context)
    const fetch = mappedValues(config, context)
    return async (message, emit) => {
      needsRoom(message, config.fetchTo)
      emit('Success', await fetch(message, await customerOf(message.originator)))
    }
  },
})
