import { detailFields, detailVersions, noDetails, withDetails } from '../sdk/contact-details.ts'
import { needsRoom } from '../sdk/enrich.ts'
import { entitiesOf, tenantOf } from '../sdk/entities.ts'
import { defineNode } from '../sdk/index.ts'

/** Adds who the tenant is to a message. */
export default defineNode({
  type: 'enrichment/tenant-details',
  title: 'Tenant details',
  summary: 'Adds the title, the address and other details of the tenant to the message.',
  help: `They come as \`tenant_title\`, \`tenant_email\` and so on; the description is \`tenant_additionalInfo\`. What is not
known of the tenant is left out.`,
  icon: 'building',
  synonyms: ['company', 'contact', 'email', 'phone', 'address', 'lookup', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetTenantDetailsNode'],
  outputs: ['Success'],
  line: 'detailsList',

  config: detailFields(),
  configurationVersion: 1,
  versions: detailVersions,
  check: noDetails,

  examples: [
    {
      title: 'Nothing is known of the tenant',
      config: { detailsList: ['TITLE', 'CITY'] },
      data: { temperature: 21 },
      goesTo: 'Success',
      data_after: { temperature: 21 },
    },
    {
      config: { detailsList: ['EMAIL'] },
      data: 'hot',
      failsWith: 'The data of the message is not an object, so nothing can be written to it',
    },
  ],

  create(config, context) {
    const entities = entitiesOf(context)
    const ref = tenantOf(context)
    return async (message, emit) => {
      needsRoom(message, config.fetchTo)
      const tenant = await entities.byId(ref)
      emit('Success', tenant === null ? message : withDetails(message, tenant, config, 'tenant_'))
    }
  },
})
