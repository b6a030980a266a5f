import { needsRoom } from '../sdk/enrich.ts'
import { entitiesOf, relationsOf } from '../sdk/entities.ts'
import { defineNode, type EntityRef, NodeFailure } from '../sdk/index.ts'
import { emitFetched, keyListFields, keyLists, keyListVersions } from '../sdk/key-lists.ts'
import { deviceQueryField, relatedFinder } from '../sdk/relations-query.ts'

/** Adds what is stored about a device near a message's originator to the message. */
export default defineNode({
  type: 'enrichment/related-device-attributes',
  title: 'Related device attributes',
  summary: 'Adds attributes and latest values of a related device to the message.',
  help: `The device is the nearest one along the relations that has one of the listed profiles. Client attributes come as
\`cs_name\`, shared ones as \`shared_name\`, server ones as \`ss_name\`, latest values under their own name. Where something is
missing and that is a failure, the message leaves by Failure with all that was found.`,
  icon: 'affiliate',
  synonyms: ['relation', 'neighbour', 'parent', 'child', 'gateway', 'lookup', 'fetch', 'get', 'threshold'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetDeviceAttrNode'],
  outputs: ['Success'],
  line: 'serverAttributeNames',

  config: { ...keyListFields, deviceRelationsQuery: deviceQueryField() },
  configurationVersion: 1,
  versions: keyListVersions,

  check: ({ deviceRelationsQuery }) =>
    deviceRelationsQuery.deviceTypes.length === 0 ? 'Name at least one device profile' : undefined,

  examples: [
    {
      title: 'No device is related',
      config: { serverAttributeNames: ['limit'] },
      data: { temperature: 21 },
      failsWith: 'No related device has the profile default',
    },
    {
      config: { fetchTo: 'DATA', latestTsKeyNames: ['setpoint'] },
      data: [1, 2],
      failsWith: 'The data of the message is not an object, so nothing can be written to it',
    },
  ],

  create({ deviceRelationsQuery, ...config }, context) {
    const { relationType, deviceTypes, ...walk } = deviceRelationsQuery
    const filters = [{ relationType, entityTypes: ['DEVICE' as const], negate: false }]
    const related = relatedFinder({ ...walk, filters }, relationsOf(context))
    const entities = entitiesOf(context)
    const fetch = keyLists(config, context)

    const nearest = async (originator: EntityRef): Promise<EntityRef> => {
      // One after the other: nearly always the first will do, and a walk can come to thousands.
      for (const device of await related(originator)) {
        const type = (await entities.byId(device))?.type
        if (type && deviceTypes.includes(type)) return device
      }
      throw new NodeFailure(`No related device has the profile ${deviceTypes.join(' or ')}`)
    }

    return async (message, emit) => {
      needsRoom(message, config.fetchTo)
      emitFetched(await fetch(message, await nearest(message.originator)), config, emit)
    }
  },
})
