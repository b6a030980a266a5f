import { defineNode, field, isObject } from '../sdk/index.ts'
import { nameTest, needsJson, sideChoice, sideFrom, wrongPattern } from '../sdk/sides.ts'

/** Removes keys. */
export default defineNode({
  type: 'transformation/delete-keys',
  title: 'Delete keys',
  summary: 'Removes keys from the data or from the metadata.',
  help: 'Names may be regular expressions that fit the whole name, as `debug.*`.',
  icon: 'eraser',
  synonyms: ['remove', 'drop', 'strip', 'key', 'regex'],
  importsFrom: ['org.thingsboard.rule.engine.transform.TbDeleteKeysNode'],
  outputs: ['Success'],
  line: 'keys',

  config: {
    deleteFrom: sideChoice('Delete from'),
    keys: field.keys({ label: 'Keys', hint: 'Names, or regular expressions', default: [] }),
  },
  configurationVersion: 2,
  versions: sideFrom('deleteFrom', 'dataToFetch'),

  check: ({ keys }) => wrongPattern(keys),

  examples: [
    {
      config: { keys: ['rssi', 'debug.*'] },
      data: { temperature: 21.5, rssi: -70, debugLevel: 3 },
      goesTo: 'Success',
      data_after: { temperature: 21.5 },
    },
    {
      config: { deleteFrom: 'METADATA', keys: ['ts'] },
      data: {},
      metadata: { ts: '1700000000000', deviceName: 'Room 1' },
      goesTo: 'Success',
      metadata_after: { deviceName: 'Room 1' },
    },
  ],

  create({ deleteFrom, keys }) {
    const isUnwanted = nameTest(keys)
    const without = <V>(side: Readonly<Record<string, V>>): Readonly<Record<string, V>> =>
      Object.fromEntries(Object.entries(side).filter(([key]) => !isUnwanted(key)))

    if (deleteFrom === 'METADATA')
      return (message, emit) => emit('Success', message.withMetadata(without(message.metadata)))
    return (message, emit) => {
      needsJson(message)
      emit('Success', isObject(message.data) ? message.withData(without(message.data)) : message)
    }
  },
})
