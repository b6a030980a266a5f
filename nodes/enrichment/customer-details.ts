import { detailFields, detailVersions, noDetails, withDetails } from '../sdk/contact-details.ts'
import { needsRoom } from '../sdk/enrich.ts'
import { entitiesOf } from '../sdk/entities.ts'
import { aKind, kindName } from '../sdk/entity-types.ts'
import { defineNode, NodeFailure } from '../sdk/index.ts'

/** What can belong to a customer. */
const owned = ['DEVICE', 'ASSET', 'ENTITY_VIEW', 'USER', 'EDGE']

/** Adds who a message's customer is to the message. */
export default defineNode({
  type: 'enrichment/customer-details',
  title: 'Customer details',
  summary: 'Adds the title, the address and other details of the originator’s customer to the message.',
  help: `They come as \`customer_title\`, \`customer_email\` and so on; the description is \`customer_additionalInfo\`. What is
not known of the customer is left out. When the originator or its customer was deleted meanwhile, the message goes on as
it is.`,
  icon: 'address-book',
  synonyms: ['owner', 'contact', 'email', 'phone', 'address', 'lookup', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetCustomerDetailsNode'],
  outputs: ['Success'],
  line: 'detailsList',

  config: detailFields(),
  configurationVersion: 1,
  versions: detailVersions,
  check: noDetails,

  examples: [
    {
      title: 'A device that is gone',
      config: { detailsList: ['TITLE', 'PHONE'] },
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
    return async (message, emit) => {
      needsRoom(message, config.fetchTo)
      const { originator } = message
      if (!owned.includes(originator.entityType))
        throw new NodeFailure(`No customer is known of ${aKind(originator.entityType)}`)
      const entity = await entities.byId(originator)
      if (entity === null) return emit('Success', message)
      const { customerId } = entity
      if (customerId === null)
        throw new NodeFailure(`The ${kindName(originator.entityType)} of this message belongs to no customer`)
      const customer = await entities.byId({ entityType: 'CUSTOMER', id: customerId })
      emit('Success', customer === null ? message : withDetails(message, customer, config, 'customer_'))
    }
  },
})
