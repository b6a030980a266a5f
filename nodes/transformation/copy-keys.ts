import { defineNode, field, isObject, type JsonValue, scalarText, stringifyJson } from '../sdk/index.ts'
import { nameTest, needsJson, sideChoice, sideFrom, wrongPattern } from '../sdk/sides.ts'

/** Copies keys between data and metadata. */
export default defineNode({
  type: 'transformation/copy-keys',
  title: 'Copy keys',
  summary: 'Copies keys from the data into the metadata, or the other way round.',
  help: 'Names may be regular expressions that fit the whole name. In metadata every value is text.',
  icon: 'copy',
  synonyms: ['metadata', 'duplicate', 'key', 'regex'],
  importsFrom: ['org.thingsboard.rule.engine.transform.TbCopyKeysNode'],
  outputs: ['Success'],
  line: 'keys',

  config: {
    copyFrom: sideChoice('Copy from'),
    keys: field.keys({ label: 'Keys', hint: 'Names, or regular expressions', default: [] }),
  },
  configurationVersion: 2,
  versions: sideFrom('copyFrom', 'fromMetadata'),

  check: ({ keys }) => wrongPattern(keys),

  examples: [
    {
      config: { copyFrom: 'DATA', keys: ['temperature', '.*Limit'] },
      data: { temperature: 21.5, upperLimit: 30, door: 'open' },
      metadata: { deviceName: 'Room 1' },
      goesTo: 'Success',
      metadata_after: { deviceName: 'Room 1', temperature: '21.5', upperLimit: '30' },
    },
    {
      config: { copyFrom: 'METADATA', keys: ['deviceName'] },
      data: { temperature: 21.5 },
      metadata: { deviceName: 'Room 1', deviceType: 'thermometer' },
      goesTo: 'Success',
      data_after: { temperature: 21.5, deviceName: 'Room 1' },
    },
  ],

  create({ copyFrom, keys }) {
    const isWanted = nameTest(keys)
    return (message, emit) => {
      needsJson(message)
      const { data, metadata } = message
      if (!isObject(data)) return emit('Success', message)
      const copied = Object.entries<JsonValue>(copyFrom === 'DATA' ? data : metadata).filter(([key]) =>
        isWanted(key),
      )
      if (copied.length === 0) return emit('Success', message)
      if (copyFrom === 'METADATA')
        return emit('Success', message.withData({ ...data, ...Object.fromEntries(copied) }))
      const texts = copied.map(([key, value]) => [key, scalarText(value) ?? stringifyJson(value)])
      emit('Success', message.withMetadata({ ...metadata, ...Object.fromEntries(texts) }))
    }
  },
})
