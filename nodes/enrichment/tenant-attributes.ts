import { needsRoom } from '../sdk/enrich.ts'
import { tenantOf } from '../sdk/entities.ts'
import { defineNode } from '../sdk/index.ts'
import { emptyMapping, mappedFields, mappedValues, mappedVersions } from '../sdk/mapped-values.ts'

/** Adds what is stored about the tenant to a message. */
export default defineNode({
  type: 'enrichment/tenant-attributes',
  title: 'Tenant attributes',
  summary: 'Adds server attributes or latest values of the tenant to the message.',
  help: 'For what everything on this server shares, as a threshold. What is not stored is left out.',
  icon: 'building-cog',
  synonyms: ['global', 'threshold', 'setting', 'lookup', 'latest', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetTenantAttributeNode'],
  outputs: ['Success'],
  line: 'dataMapping',

  config: mappedFields('alarmThreshold', 'threshold'),
  configurationVersion: 1,
  versions: mappedVersions,
  check: emptyMapping,

  examples: [
    {
      title: 'Nothing is stored',
      config: {},
      data: { temperature: 21 },
      goesTo: 'Success',
      metadata_after: {},
    },
    {
      title: 'A latest value that is not there is null in the data',
      config: { fetchTo: 'DATA', dataToFetch: 'LATEST_TELEMETRY', dataMapping: { load: 'siteLoad' } },
      data: { temperature: 21 },
      goesTo: 'Success',
      data_after: { temperature: 21, siteLoad: null },
    },
  ],

  create(config, context) {
    const tenant = tenantOf(context)
    const fetch = mappedValues(config, context)
    return async (message, emit) => {
      needsRoom(message, config.fetchTo)
      emit('Success', await fetch(message, tenant))
    }
  },
})
