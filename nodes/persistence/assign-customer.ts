// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { assign, customerVersions, needsAssignable } from '../sdk/customers.ts'
import { entitiesOf, named, namedOrMade } from '../sdk/entities.ts'
import { defineNode, field, InTurn, template } from '../sdk/index.ts'

/** Gives a message's originator to a customer. */
export default defineNode({
  type: 'persistence/assign-customer',
  title: 'Assign to customer',
  summary: 'Gives what the message is about to the customer with a certain title.',
  help: `Devices, assets, entity views, dashboards and edges can be given. The users of the customer see it from then on. A
customer that is made is told to its chain as \`ENTITY_CREATED\`.`,
  icon: 'user-plus',
  synonyms: ['owner', 'give', 'customer', 'tenant', 'share', 'access'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbAssignToCustomerNode'],
  outputs: ['Success'],
  line: 'customerNamePattern',

  config: {
    customerNamePattern: field.text({
      label: 'Title of the customer',
      hint: 'A template',
      template: true,
      offers: 'customers',
      default: '',
    }),
    createCustomerIfNotExists: field.flag({ label: 'Make the customer where it is missing', default: false }),
  },
  configurationVersion: 1,
  versions: customerVersions,
  check: ({ customerNamePattern }) =>
    customerNamePattern.trim() === '' ? 'The title of the customer is needed' : undefined,

  examples: [
    {
      title: 'The message says whose it is',
      config: { customerNamePattern: '$[owner]' },
      data: { owner: 'Acme' },
      failsWith: 'There is no customer with the name “Acme”',
    },
    {
      title: 'It does not say it',
      config: { customerNamePattern: '${owner}', createCustomerIfNotExists: true },
      data: {},
      failsWith: 'No customer is made from “${owner}”: the message does not hold all of it',
    },
  ],

  create({ customerNamePattern, createCustomerIfNotExists }, context) {
    const entities = entitiesOf(context)
    const make = namedOrMade(context)
    const titleOf = template(customerNamePattern)
    // Of one originator's messages the later must win.
    const turns = new InTurn()
    return (message, emit) => {
      const { originator } = message
      needsAssignable(originator)
      return turns.run(originator.id, async () => {
        const title = titleOf(message)
        const customer = createCustomerIfNotExists
          ? await make('CUSTOMER', title)
          : await named(entities, 'CUSTOMER', title)
        await assign(entities, originator, customer.ref.id)
        emit('Success', message)
      })
    }
  },
})
