import { needsRoom } from '../sdk/enrich.ts'
import { defineNode } from '../sdk/index.ts'
import { emitFetched, keyListFields, keyLists, keyListVersions } from '../sdk/key-lists.ts'

/** Adds what is stored about a message's originator to the message. */
export default defineNode({
  type: 'enrichment/originator-attributes',
  title: 'Originator attributes',
  summary: 'Adds attributes and latest values of what the message is about to the message.',
  help: `Client attributes come as \`cs_name\`, shared ones as \`shared_name\`, server ones as \`ss_name\`, latest values
under their own name. Where something is missing and that is a failure, the message leaves by Failure with all that was
found.`,
  icon: 'tags',
  synonyms: ['device', 'property', 'setting', 'lookup', 'latest', 'fetch', 'get', 'threshold'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetAttributesNode'],
  outputs: ['Success'],
  line: 'serverAttributeNames',

  config: keyListFields,
  configurationVersion: 1,
  versions: keyListVersions,

  examples: [
    {
      title: 'Nothing is stored, and that is all right',
      config: { serverAttributeNames: ['threshold'], tellFailureIfAbsent: false },
      data: { temperature: 21 },
      goesTo: 'Success',
      metadata_after: {},
    },
    {
      config: { fetchTo: 'DATA', latestTsKeyNames: ['setpoint'] },
      data: [1, 2],
      failsWith: 'The data of the message is not an object, so nothing can be written to it',
    },
  ],

  create(config, context) {
    const fetch = keyLists(config, context)
    return async (message, emit) => {
      needsRoom(message, config.fetchTo)
      emitFetched(await fetch(message, message.originator), config, emit)
    }
  },
})
