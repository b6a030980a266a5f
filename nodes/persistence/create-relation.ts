// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { entitiesOf, named, namedOrMade, relationsOf, unlessGone } from '../sdk/entities.ts'
import { defineNode, field, InTurn, type Message, template } from '../sdk/index.ts'
import {
  between,
  cacheDropped,
  targetFields,
  targetFinder,
  typeWriter,
  unnamedTarget,
} from '../sdk/relation-changes.ts'
import { directionChoice } from '../sdk/relations-query.ts'

const canBeMade = ['DEVICE', 'ASSET', 'CUSTOMER'] as const
type MadeKind = (typeof canBeMade)[number]

/** Relates a message's originator to something else. */
export default defineNode({
  type: 'persistence/create-relation',
  title: 'Create relation',
  summary: 'Relates what the message is about to an entity that is found by its name.',
  help: `A relation that is there already stays as it is. With *Instead of the others* the originator has just this one of
its type and direction afterwards: for things that move from one place to another. An entity that is made is told to its
chain as \`ENTITY_CREATED\`.`,
  icon: 'link-plus',
  synonyms: ['relate', 'contains', 'manages', 'assign', 'parent', 'child', 'link', 'asset'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbCreateRelationNode'],
  outputs: ['Success'],
  line: 'relationType',

  config: {
    direction: directionChoice('The relation goes'),
    relationType: field.text({
      label: 'Type of relation',
      hint: 'A template',
      template: true,
      offers: 'relationTypes',
      default: 'Contains',
    }),
    ...targetFields(),
    createEntityIfNotExists: field.flag({
      label: 'Make the entity where it is missing',
      default: false,
      showWhen: { field: 'entityType', is: canBeMade },
    }),
    entityTypePattern: field.optional(
      field.text({
        label: 'Profile of a new entity',
        hint: 'A template; the default profile where it is empty',
        template: true,
        showWhen: { field: 'createEntityIfNotExists', is: [true] },
      }),
    ),
    removeCurrentRelations: field.flag({
      label: 'Instead of the others',
      hint: 'Removes the other relations of that type and direction',
      default: false,
    }),
    changeOriginatorToRelatedEntity: field.flag({
      label: 'From here on the message is about the other entity',
      default: false,
    }),
  },
  configurationVersion: 1,
  versions: { 1: cacheDropped },
  check: unnamedTarget,

  examples: [
    {
      title: 'The gateway says in which room a sensor is',
      config: {
        direction: 'TO',
        entityType: 'ASSET',
        entityNamePattern: 'Room ${room}',
        entityTypePattern: 'room',
        createEntityIfNotExists: true,
        removeCurrentRelations: true,
      },
      data: { temperature: 21 },
      metadata: { room: '12' },
      goesTo: 'Success',
    },
    {
      title: 'The message does not say which room',
      config: { entityType: 'ASSET', entityNamePattern: 'Room ${room}', createEntityIfNotExists: true },
      data: { temperature: 21 },
      failsWith: 'No asset is made from “Room ${room}”: the message does not hold all of it',
    },
    {
      config: { entityType: 'DEVICE', entityNamePattern: 'Pump 1' },
      data: {},
      failsWith: 'There is no device with the name “Pump 1”',
    },
  ],

  create(config, context) {
    const { direction } = config
    const relations = relationsOf(context)
    const typeOf = typeWriter(config.relationType)
    const targetOf = targetFinder(config, context, finder())
    // Of one originator's messages the later must win: what it replaces has to be there already.
    const turns = new InTurn()

    function finder(): Parameters<typeof targetFinder>[2] {
      const made = canBeMade as readonly string[]
      if (!config.createEntityIfNotExists || !made.includes(config.entityType ?? '')) {
        const entities = entitiesOf(context)
        return (kind, name) => named(entities, kind, name)
      }
      const find = namedOrMade(context)
      const profileOf = template(config.entityTypePattern ?? '')
      return (kind, name, message) => find(kind as MadeKind, name, profileOf(message).trim() || undefined)
    }

    const relate = async (message: Message) => {
      const { originator } = message
      const target = await targetOf(message)
      const type = typeOf(message)
      const relation = between(originator, target, { direction, type })
      if (config.removeCurrentRelations)
        for (const other of await relations.of(originator, direction, type)) {
          const end = direction === 'FROM' ? other.to : other.from
          if (end.id !== target.id || end.entityType !== target.entityType) await relations.remove(other)
        }
      if (!(await relations.exists(relation.from, relation.to, type)))
        await unlessGone(relations.save(relation), 'One of the two entities does not exist any more')
      return config.changeOriginatorToRelatedEntity ? message.with({ originator: target }) : message
    }

    return (message, emit) =>
      turns.run(message.originator.id, async () => emit('Success', await relate(message)))
  },
})
