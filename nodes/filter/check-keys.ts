import { defineNode, field, isObject, NodeFailure } from '../sdk/index.ts'

/** Asks whether keys are there at all. */
export default defineNode({
  type: 'filter/check-keys',
  title: 'Check keys',
  summary: 'Sends the message on by whether it holds certain keys, whatever their values.',
  help: 'Names are taken literally: a dot is part of the name, not a path. A key whose value is null is there.',
  icon: 'list-check',
  synonyms: ['exists', 'presence', 'fields', 'has', 'missing'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbCheckMessageNode'],
  outputs: ['True', 'False'],
  line: 'messageNames',

  config: {
    messageNames: field.keys({ label: 'Keys of the data', default: [] }),
    metadataNames: field.keys({ label: 'Keys of the metadata', default: [] }),
    checkAllKeys: field.flag({
      label: 'All of them must be there',
      hint: 'Off: one is enough',
      default: true,
    }),
  },

  examples: [
    {
      config: { messageNames: ['temperature', 'humidity'] },
      data: { temperature: 20, humidity: null },
      goesTo: 'True',
    },
    {
      title: 'One is enough',
      config: { messageNames: ['pressure'], metadataNames: ['deviceName'], checkAllKeys: false },
      data: { temperature: 20 },
      metadata: { deviceName: 'Pump 1' },
      goesTo: 'True',
    },
    { config: { messageNames: ['a.b'] }, data: { a: { b: 1 } }, goesTo: 'False' },
  ],

  create({ messageNames, metadataNames, checkAllKeys }) {
    return (message, emit) => {
      const { data, metadata } = message
      if (messageNames.length > 0 && !isObject(data))
        throw new NodeFailure('The message is not an object of keys')
      const inData = (name: string) => Object.hasOwn(data as object, name)
      const inMetadata = (name: string) => Object.hasOwn(metadata, name)
      const holds = checkAllKeys
        ? messageNames.every(inData) && metadataNames.every(inMetadata)
        : messageNames.some(inData) || metadataNames.some(inMetadata)
      emit(holds ? 'True' : 'False', message)
    }
  },
})
