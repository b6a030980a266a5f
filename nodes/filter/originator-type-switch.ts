import { entityTypes } from '../sdk/entity-types.ts'
import { defineNode, field, NodeFailure } from '../sdk/index.ts'

type KindOutput = (typeof entityTypes)[keyof typeof entityTypes]
const outputs = new Map<string, KindOutput>(Object.entries(entityTypes))

/** Sorts messages by the kind of what they are about. */
export default defineNode({
  type: 'filter/originator-type-switch',
  title: 'Originator type switch',
  summary: 'Sends each message on by the output that is named after the kind of thing it is about.',
  icon: 'arrows-split-2',
  synonyms: ['entity', 'router', 'device', 'asset', 'customer', 'kind'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbOriginatorTypeSwitchNode'],
  outputs: [...outputs.values()],

  config: { version: field.hidden(0) },

  examples: [
    { title: 'A message of a device', config: {}, data: { temperature: 21 }, goesTo: 'Device' },
    { config: {}, data: [1, 2], messageType: 'ENTITY_CREATED', goesTo: 'Device' },
  ],

  create() {
    return (message, emit) => {
      const { entityType } = message.originator
      const output = outputs.get(entityType)
      if (output === undefined) throw new NodeFailure(`“${entityType}” is no kind of thing that Weir knows`)
      emit(output, message)
    }
  },
})
