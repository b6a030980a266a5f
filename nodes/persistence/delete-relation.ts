// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { relationsOf } from '../sdk/entities.ts'
import { defineNode, field, InTurn, type Message } from '../sdk/index.ts'
import {
  between,
  cacheDropped,
  targetFields,
  targetFinder,
  typeWriter,
  unnamedTarget,
} from '../sdk/relation-changes.ts'
import { directionChoice } from '../sdk/relations-query.ts'

const ofOne = { field: 'deleteForSingleEntity', is: [true] }

/** Ends relations of a message's originator. */
export default defineNode({
  type: 'persistence/delete-relation',
  title: 'Delete relation',
  summary: 'Ends relations of what the message is about: one, or all of a type and direction.',
  help: 'That there is no such relation is no failure. An entity that is named and does not exist is one.',
  icon: 'link-minus',
  synonyms: ['unrelate', 'remove', 'unlink', 'contains', 'manages', 'parent', 'child'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbDeleteRelationNode'],
  outputs: ['Success'],
  line: 'relationType',

  config: {
    direction: directionChoice('Relations that go'),
    relationType: field.text({
      label: 'Type of relation',
      hint: 'A template',
      template: true,
      offers: 'relationTypes',
      default: 'Contains',
    }),
    deleteForSingleEntity: field.flag({
      label: 'Only the one with a named entity',
      hint: 'Off: all of the type and direction',
      default: false,
    }),
    ...targetFields(ofOne),
    entityTypePattern: field.hidden<string | null>(null),
  },
  configurationVersion: 1,
  versions: { 1: cacheDropped },
  check: (config) => (config.deleteForSingleEntity ? unnamedTarget(config) : undefined),

  examples: [
    { title: 'All, of which there is none', config: {}, data: {}, goesTo: 'Success' },
    {
      config: { deleteForSingleEntity: true, entityType: 'ASSET', entityNamePattern: 'Room ${room}' },
      data: {},
      metadata: { room: '12' },
      failsWith: 'There is no asset with the name “Room 12”',
    },
  ],

  create(config, context) {
    const { direction } = config
    const relations = relationsOf(context)
    const typeOf = typeWriter(config.relationType)
    const targetOf = config.deleteForSingleEntity ? targetFinder(config, context) : null
    const turns = new InTurn()

    const end = async (message: Message) => {
      const { originator } = message
      const type = typeOf(message)
      if (targetOf !== null) {
        await relations.remove(between(originator, await targetOf(message), { direction, type }))
        return
      }
      for (const relation of await relations.of(originator, direction, type)) await relations.remove(relation)
    }

    return (message, emit) =>
      turns.run(message.originator.id, async () => {
        await end(message)
        emit('Success', message)
      })
  },
})
