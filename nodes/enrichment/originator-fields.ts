// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { fetchToChoice, needsRoom } from '../sdk/enrich.ts'
import { isGone } from '../sdk/entities.ts'
import { entityFields, fieldsReader, withFields } from '../sdk/entity-fields.ts'
import { defineNode, field } from '../sdk/index.ts'

/** Adds facts about a message's originator to the message. */
export default defineNode({
  type: 'enrichment/originator-fields',
  title: 'Originator fields',
  summary: 'Adds the name, the type and other fields of what the message is about to the message.',
  help: `Fields of a device are \`name\`, \`type\`, \`label\`, \`id\`, \`createdTime\`, \`deviceProfileId\`, \`customerId\` and
\`additionalInfo\`, also by a path as \`additionalInfo.description\`. Assets, customers, users, alarms and the others have
those that the REST API shows. All are written as text. A field that does not exist is left out.`,
  icon: 'list-details',
  synonyms: ['device', 'asset', 'entity', 'name', 'label', 'type', 'details', 'lookup', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetOriginatorFieldsNode'],
  outputs: ['Success'],
  line: 'dataMapping',

  config: {
    fetchTo: fetchToChoice(),
    dataMapping: field.pairs({
      label: 'Fields',
      hint: 'Field → key; the key may be a template as ${key}',
      columns: ['Field', 'Key of the message'],
      template: true,
      options: [
        'name',
        'label',
        'type',
        'id',
        'createdTime',
        'title',
        'email',
        'phone',
        'country',
        'city',
      ].map((value) => ({ value, label: value })),
      default: { name: 'originatorName', type: 'originatorType' },
    }),
    ignoreNullStrings: field.flag({ label: 'Leave out what is empty', default: false }),
  },
  configurationVersion: 1,
  versions: {
    1({ fieldsMapping, ...old }) {
      if (fieldsMapping === undefined || fieldsMapping === null)
        throw new Error('“fieldsMapping” is missing, so nobody knows what it was to copy')
      return { ...old, dataMapping: fieldsMapping, fetchTo: 'METADATA' }
    },
  },

  check: ({ dataMapping }) =>
    Object.keys(dataMapping).length === 0 ? 'Add at least one field that is copied' : undefined,

  examples: [
    {
      title: 'A device that is gone',
      config: {},
      data: { temperature: 21 },
      failsWith: 'The device of this message does not exist any more',
    },
    {
      config: { fetchTo: 'DATA' },
      data: [1, 2],
      failsWith: 'The data of the message is not an object, so nothing can be written to it',
    },
  ],

  create({ fetchTo, dataMapping, ignoreNullStrings }, context) {
    const copies = entityFields(dataMapping)
    const read = fieldsReader(context)
    return async (message, emit) => {
      needsRoom(message, fetchTo)
      const fields = await read(message.originator)
      if (fields === null) throw isGone(message.originator)
      emit('Success', withFields(message, fields, copies, { fetchTo, ignoresEmpty: ignoreNullStrings }))
    }
  },
})
