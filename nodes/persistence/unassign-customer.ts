// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { assign, customerVersions, needsAssignable } from '../sdk/customers.ts'
import { entitiesOf, named, unlessGone } from '../sdk/entities.ts'
import { defineNode, field, InTurn, type Message, NodeFailure, template } from '../sdk/index.ts'

/** Takes a message's originator back from its customer. */
export default defineNode({
  type: 'persistence/unassign-customer',
  title: 'Unassign from customer',
  summary: 'Takes what the message is about back from its customer.',
  help: `Devices, assets, entity views and edges have one customer at most; that they have none is no failure. A dashboard
can have several, so the one is named here.`,
  icon: 'user-minus',
  synonyms: ['owner', 'take back', 'customer', 'revoke', 'access'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbUnassignFromCustomerNode'],
  outputs: ['Success'],

  config: {
    customerNamePattern: field.text({
      label: 'Title of the customer',
      hint: 'A template; for dashboards only',
      template: true,
      offers: 'customers',
      default: '',
    }),
  },
  configurationVersion: 1,
  versions: customerVersions,

  examples: [
    {
      title: 'A device that is gone',
      config: {},
      data: {},
      failsWith: 'The device of this message does not exist any more',
    },
    {
      title: 'The title is of no interest for a device',
      config: { customerNamePattern: '${owner}' },
      data: {},
      failsWith: 'The device of this message does not exist any more',
    },
  ],

  create({ customerNamePattern }, context) {
    const entities = entitiesOf(context)
    const titleOf = template(customerNamePattern)
    const turns = new InTurn()

    const takeDashboard = async (message: Message) => {
      if (customerNamePattern.trim() === '')
        throw new NodeFailure('A dashboard can have several customers; say from which it is to be taken')
      if (entities.unassign === undefined) throw new NodeFailure('This Weir has no dashboards')
      const customer = await named(entities, 'CUSTOMER', titleOf(message))
      const taken = entities.unassign(message.originator, customer.ref.id)
      await unlessGone(taken, 'The dashboard of this message does not exist any more')
    }

    return (message, emit) => {
      const { originator } = message
      needsAssignable(originator)
      return turns.run(originator.id, async () => {
        if (originator.entityType === 'DASHBOARD') await takeDashboard(message)
        else await assign(entities, originator, null)
        emit('Success', message)
      })
    }
  },
})
