// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { answered } from '../sdk/answered.ts'
import { customerFinder, entitiesOf, isGone, named, relationsOf, tenantOf } from '../sdk/entities.ts'
import { aKind, kindOptions } from '../sdk/entity-types.ts'
import {
  type ConfigOf,
  defineNode,
  type EntityRef,
  field,
  type Message,
  type NodeContext,
  NodeFailure,
  template,
} from '../sdk/index.ts'
import { relatedFinder, relationsQueryField } from '../sdk/relations-query.ts'

const ofEntity = { field: 'originatorSource', is: ['ENTITY'] }

const config = {
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
  relationsQuery: relationsQueryField({ field: 'originatorSource', is: ['RELATED'] }),
  entityType: field.optional(
    field.choice({
      label: 'Kind',
      options: kindOptions(['DEVICE', 'ASSET', 'ENTITY_VIEW', 'EDGE', 'USER']),
      showWhen: ofEntity,
    }),
  ),
  entityNamePattern: field.optional(
    field.text({
      label: 'Name',
      hint: 'A template, as ${deviceName} meter; the e-mail address of users',
      template: true,
      showWhen: ofEntity,
    }),
  ),
}

/** Makes messages speak of something else. */
export default defineNode({
  type: 'transformation/change-originator',
  title: 'Change originator',
  summary:
    'Makes the message one about something else: its customer, a related entity, or an entity by its name.',
  help: `What is saved behind this node is saved for the new originator. Of related entities the nearest one is taken. The
originator of an alarm can be asked for where the message is about an alarm.`,
  icon: 'switch-2',
  synonyms: [
    'entity',
    'source',
    'customer',
    'tenant',
    'device',
    'asset',
    'relation',
    'redirect',
    'on behalf',
  ],
  importsFrom: ['org.thingsboard.rule.engine.transform.TbChangeOriginatorNode'],
  outputs: ['Success'],
  line: 'originatorSource',

  config,

  check({ originatorSource, entityType, entityNamePattern }) {
    if (originatorSource !== 'ENTITY') return undefined
    return entityType === undefined || !entityNamePattern?.trim()
      ? 'Give the kind and the name of the entity'
      : undefined
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
    {
      title: 'A device that nothing contains',
      config: {
        originatorSource: 'RELATED',
        relationsQuery: {
          direction: 'TO',
          maxLevel: 1,
          fetchLastLevelOnly: false,
          filters: [{ relationType: 'Contains', entityTypes: ['ASSET'], negate: false }],
        },
      },
      data: { kWh: 12.4 },
      failsWith: 'Nothing is related to the originator of this message in that way',
    },
    { config: {}, data: {}, failsWith: 'The device of this message does not exist any more' },
  ],

  create(given, context) {
    const find = finder(given, context)
    return async (message, emit) => emit('Success', message.with({ originator: await find(message) }))
  },
})

type Find = (message: Message) => EntityRef | Promise<EntityRef>

function finder(
  { originatorSource, relationsQuery, entityType, entityNamePattern = '' }: ConfigOf<typeof config>,
  context: NodeContext,
): Find {
  if (originatorSource === 'TENANT') {
    const tenant = tenantOf(context)
    return () => tenant
  }
  if (originatorSource === 'ALARM_ORIGINATOR') return alarmOriginator(context)
  if (originatorSource === 'RELATED') {
    const related = relatedFinder(relationsQuery, relationsOf(context))
    return async ({ originator }) => {
      const [nearest] = await related(originator)
      if (nearest !== undefined) return nearest
      throw new NodeFailure('Nothing is related to the originator of this message in that way')
    }
  }
  if (originatorSource === 'ENTITY' && entityType !== undefined) {
    const entities = entitiesOf(context)
    const nameOf = template(entityNamePattern)
    return async (message) => (await named(entities, entityType, nameOf(message))).ref
  }
  const customerOf = customerFinder(context)
  return ({ originator }) => customerOf(originator)
}

function alarmOriginator(context: NodeContext): Find {
  const alarms = answered(context.alarms, 'has no alarms')
  return async ({ originator }) => {
    if (originator.entityType !== 'ALARM')
      throw new NodeFailure(
        `Only an alarm has such an originator; this message is about ${aKind(originator.entityType)}`,
      )
    const alarm = await alarms.byId(originator.id)
    if (alarm === null) throw isGone(originator)
    return alarm.originator
  }
}
