import { type EntityType, entityTypes } from '../sdk/entity-types.ts'
import { defineNode, field } from '../sdk/index.ts'

const kinds = Object.entries(entityTypes) as [EntityType, string][]

/** Lets messages about certain kinds of things through. */
export default defineNode({
  type: 'filter/originator-type',
  title: 'Originator type filter',
  summary: 'Sends the message on by whether what it is about is of one of the chosen kinds.',
  icon: 'filter',
  synonyms: ['entity', 'device', 'asset', 'customer', 'kind', 'source'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbOriginatorTypeFilterNode'],
  outputs: ['True', 'False'],
  line: 'originatorTypes',

  config: {
    originatorTypes: field.choices({
      label: 'Kinds',
      options: kinds.map(([value, label]) => ({ value, label })),
      default: ['DEVICE'],
    }),
  },

  examples: [
    { config: { originatorTypes: ['DEVICE'] }, data: { temperature: 21 }, goesTo: 'True' },
    { config: { originatorTypes: ['ASSET', 'CUSTOMER'] }, data: { temperature: 21 }, goesTo: 'False' },
  ],

  create({ originatorTypes }) {
    const wanted = new Set<string>(originatorTypes)
    return (message, emit) => emit(wanted.has(message.originator.entityType) ? 'True' : 'False', message)
  },
})
