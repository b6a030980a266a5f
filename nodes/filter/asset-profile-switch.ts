import { entitiesOf } from '../sdk/entities.ts'
import { aKind } from '../sdk/entity-types.ts'
import { defineNode, field, NodeFailure } from '../sdk/index.ts'

const isGone = 'The asset of this message does not exist any more, so it has no profile'

/** Sorts messages of assets by their profile. */
export default defineNode({
  type: 'filter/asset-profile-switch',
  title: 'Asset profile switch',
  summary: 'Sends each message on by the output that is named after the profile of its asset.',
  help: 'Wire an output under the name of each profile. Messages about anything but assets fail.',
  icon: 'building-warehouse',
  synonyms: ['type', 'router', 'kind', 'building', 'room', 'switch'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbAssetTypeSwitchNode'],
  outputs: ['default'] as readonly string[],
  customOutputs: true,

  config: { version: field.hidden(0) },

  examples: [
    {
      title: 'Devices have no asset profile',
      config: {},
      data: { temperature: 21 },
      failsWith: 'Only assets have an asset profile; this message is about a device',
    },
    {
      title: 'The metadata do not decide',
      config: {},
      data: {},
      metadata: { assetType: 'building' },
      failsWith: 'Only assets have an asset profile; this message is about a device',
    },
  ],

  create(_, context) {
    const entities = entitiesOf(context)
    return async (message, emit) => {
      const { originator } = message
      if (originator.entityType !== 'ASSET')
        throw new NodeFailure(
          `Only assets have an asset profile; this message is about ${aKind(originator.entityType)}`,
        )
      const profile = (await entities.byId(originator))?.type
      if (!profile) throw new NodeFailure(isGone)
      emit(profile, message)
    }
  },
})
