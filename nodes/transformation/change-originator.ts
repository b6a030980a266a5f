// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { answered } from '../sdk/answered.ts'
import {
  defineNode,
  type EntityRef,
  field,
  type Message,
  type NodeContext,
  NodeFailure,
  template,
} from '../sdk/index.ts'

const ofEntity = { field: 'originatorSource', is: ['ENTITY'] }

/** Makes messages speak of something else. */
export default defineNode({
  type: 'transformation/change-originator',
  title: 'Change originator',
  summary:
    'Makes the message one about something else: the device’s customer, the tenant, or a device by its name.',
  help: `What is saved behind this node is saved for the new originator. Related entities, alarms and entities other than
devices can’t be chosen yet; a chain that asks for them says so when it is deployed.`,
  icon: 'switch-2',
  synonyms: ['entity', 'source', 'customer', 'tenant', 'device', 'redirect', 'on behalf'],
  importsFrom: ['org.thingsboard.rule.engine.transform.TbChangeOriginatorNode'],
  outputs: ['Success'],
  line: 'originatorSource',

  config: {
    originatorSource: field.choice({
      label: 'New originator',
      options: [
        { value: 'CUSTOMER', label: 'Customer of the originator' },
        { value: 'TENANT', label: 'Tenant' },
        { value: 'RELATED', label: 'Related entity' },
        { value: 'ALARM_ORIGINATOR', label: 'Originator of the alarm' },
        { value: 'ENTITY', label: 'Entity by name' },
      ],
      default: 'CUSTOMER',
    }),
    relationsQuery: field.optional(
      field.json({ label: 'Relations', showWhen: { field: 'originatorSource', is: ['RELATED'] } }),
    ),
    entityType: field.optional(
      field.choice({
        label: 'Kind',
        options: [
          { value: 'DEVICE', label: 'Device' },
          { value: 'ASSET', label: 'Asset' },
          { value: 'ENTITY_VIEW', label: 'Entity view' },
          { value: 'EDGE', label: 'Edge' },
          { value: 'USER', label: 'User' },
        ],
        showWhen: ofEntity,
      }),
    ),
    entityNamePattern: field.optional(
      field.text({ label: 'Name', hint: 'A template, as ${deviceName} meter', showWhen: ofEntity }),
    ),
  },

  check({ originatorSource, entityType, entityNamePattern }) {
    if (originatorSource === 'RELATED' || originatorSource === 'ALARM_ORIGINATOR')
      return 'Weir can’t look up relations and alarms for this yet; choose the customer, the tenant or a device'
    if (originatorSource !== 'ENTITY') return undefined
    if (entityType === undefined || !entityNamePattern?.trim())
      return 'Give the kind and the name of the entity'
    return entityType === 'DEVICE' ? undefined : 'Weir finds devices by name, and nothing else yet'
  },

  examples: [
    {
      title: 'A device that does not exist',
      config: { originatorSource: 'ENTITY', entityType: 'DEVICE', entityNamePattern: '${deviceName} meter' },
      data: { kWh: 12.4 },
      metadata: { deviceName: 'House 7' },
      failsWith: 'There is no device with the name “House 7 meter”',
    },
    {
      title: 'The whole tenant',
      config: { originatorSource: 'TENANT' },
      data: { kWh: 12.4 },
      goesTo: 'Success',
    },
    { config: {}, data: {}, failsWith: 'The device of this message belongs to no customer' },
  ],

  create(config, context) {
    const find = finder(config, context)
    return async (message, emit) => emit('Success', message.with({ originator: await find(message) }))
  },
})

type Find = (message: Message) => EntityRef | Promise<EntityRef>

function finder(
  config: { readonly originatorSource: string; readonly entityNamePattern?: string | undefined },
  { devices, server }: NodeContext,
): Find {
  if (config.originatorSource === 'TENANT') {
    const { tenantId } = answered(server, 'does not know its tenant')
    return () => ({ entityType: 'TENANT', id: tenantId })
  }
  if (config.originatorSource === 'CUSTOMER') return (message) => customerOf(message.originator, devices)
  const nameOf = template(config.entityNamePattern ?? '')
  return async (message) => {
    const name = nameOf(message)
    const device = await devices.byName(name)
    if (device === null) throw new NodeFailure(`There is no device with the name “${name}”`)
    return { entityType: 'DEVICE', id: device.id }
  }
}

async function customerOf(originator: EntityRef, devices: NodeContext['devices']): Promise<EntityRef> {
  if (originator.entityType === 'CUSTOMER') return originator
  if (originator.entityType !== 'DEVICE')
    throw new NodeFailure(
      `Weir knows the customers of devices only; this message is about a ${originator.entityType}`,
    )
  const customerId = (await devices.byId(originator.id))?.customerId ?? null
  if (customerId === null) throw new NodeFailure('The device of this message belongs to no customer')
  return { entityType: 'CUSTOMER', id: customerId }
}
