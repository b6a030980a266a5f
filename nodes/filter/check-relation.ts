import { relationsOf } from '../sdk/entities.ts'
import { type EntityType, entityTypes, kindOptions } from '../sdk/entity-types.ts'
import { defineNode, type EntityRef, field } from '../sdk/index.ts'
import { directionSwapped } from '../sdk/relation-changes.ts'
import { directionChoice } from '../sdk/relations-query.ts'

const ofOne = { field: 'checkForSingleEntity', is: [true] }
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** Asks whether a message's originator is related to something. */
export default defineNode({
  type: 'filter/check-relation',
  title: 'Check relation',
  summary: 'Sends the message on by whether what it is about is related to something.',
  help: `Asks about one entity, or whether there is a relation of that type and direction at all. The type is taken as it
is written, with capitals. An entity that does not exist is related to nothing.`,
  icon: 'git-compare',
  synonyms: ['related', 'contains', 'manages', 'parent', 'child', 'belongs', 'presence'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbCheckRelationNode'],
  outputs: ['True', 'False'],
  line: 'relationType',

  config: {
    direction: directionChoice('Relations that go'),
    relationType: field.text({ label: 'Type of relation', offers: 'relationTypes', default: 'Contains' }),
    checkForSingleEntity: field.flag({
      label: 'With one entity',
      hint: 'Off: any entity will do',
      default: true,
    }),
    entityType: field.optional(
      field.choice({
        label: 'Kind',
        options: kindOptions(Object.keys(entityTypes) as EntityType[]),
        showWhen: ofOne,
      }),
    ),
    entityId: field.optional(field.entityId({ label: 'Entity', typeField: 'entityType', showWhen: ofOne })),
  },
  configurationVersion: 1,
  versions: { 1: directionSwapped },

  check({ checkForSingleEntity, entityType, entityId }) {
    if (!checkForSingleEntity) return undefined
    if (!entityType || !entityId?.trim()) return 'Choose the entity: its kind and the id from its page'
    return uuid.test(entityId.trim())
      ? undefined
      : `“${entityId}” is no id of an entity; copy it from its page`
  },

  examples: [
    {
      title: 'Nothing is related',
      config: { checkForSingleEntity: false },
      data: { temperature: 21 },
      goesTo: 'False',
    },
    {
      title: 'Is the device in this room?',
      config: { direction: 'TO', entityType: 'ASSET', entityId: '784f394c-42b6-435a-983c-b7beff2784f9' },
      data: { temperature: 21 },
      goesTo: 'False',
    },
  ],

  create({ direction, relationType, checkForSingleEntity, entityType = '', entityId = '' }, context) {
    const relations = relationsOf(context)
    const one: EntityRef = { entityType, id: entityId.trim() }
    const isRelated = async (originator: EntityRef): Promise<boolean> => {
      if (!checkForSingleEntity) return (await relations.of(originator, direction, relationType)).length > 0
      return direction === 'FROM'
        ? relations.exists(originator, one, relationType)
        : relations.exists(one, originator, relationType)
    }
    return async (message, emit) => {
      emit((await isRelated(message.originator)) ? 'True' : 'False', message)
    }
  },
})
