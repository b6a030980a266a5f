// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { enriched, fetchToChoice, needsRoom, textOf } from '../sdk/enrich.ts'
import {
  defineNode,
  field,
  type JsonObject,
  type JsonValue,
  NodeFailure,
  readerOf,
  template,
} from '../sdk/index.ts'

/** What a device tells of itself, under the names that the cloud gives it. */
interface DeviceFields {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly label: string | null
  readonly profileId: string
  readonly customerId: string | null
  readonly createdTime?: number
  readonly additionalInfo?: Readonly<Record<string, unknown>> | null
}

/** Adds facts about a message's device to the message. */
export default defineNode({
  type: 'enrichment/originator-fields',
  title: 'Originator fields',
  summary: 'Adds the name, the type and other fields of the message’s device to the message.',
  help: `Fields of a device are \`name\`, \`type\`, \`label\`, \`id\`, \`createdTime\`, \`deviceProfileId\`, \`customerId\` and
\`additionalInfo\`, also by a path as \`additionalInfo.description\`. All are written as text. A field that does not exist is
left out.`,
  icon: 'list-details',
  synonyms: ['device', 'name', 'label', 'type', 'details', 'lookup', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetOriginatorFieldsNode'],
  outputs: ['Success'],
  line: 'dataMapping',

  config: {
    fetchTo: fetchToChoice(),
    dataMapping: field.pairs({
      label: 'Fields',
      hint: 'Field → key; the key may be a template as ${key}',
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

  create({ fetchTo, dataMapping, ignoreNullStrings }, { devices }) {
    const copies = Object.entries(dataMapping).map(([from, to]) => ({
      read: readerOf(from),
      to: template(to),
    }))

    return async (message, emit) => {
      needsRoom(message, fetchTo)
      const { entityType, id } = message.originator
      if (entityType !== 'DEVICE')
        throw new NodeFailure(`Fields can be read of devices only; this message is about a ${entityType}`)
      const device = await devices.byId(id)
      if (device === null) throw new NodeFailure('The device of this message does not exist any more')
      const fields = fieldsOf(device)
      const values = new Map<string, JsonValue>()
      for (const { read, to } of copies) {
        const value = read(fields)
        if (value === undefined || (ignoreNullStrings && (value === null || value === ''))) continue
        values.set(to(message), textOf(value))
      }
      emit('Success', enriched(message, fetchTo, values))
    }
  },
})

function fieldsOf(device: DeviceFields): JsonObject {
  const { id, name, type, label, customerId, createdTime, additionalInfo } = device
  return {
    id,
    name,
    type,
    label,
    customerId,
    deviceProfileId: device.profileId,
    ...(createdTime !== undefined && { createdTime }),
    ...(additionalInfo !== undefined && { additionalInfo: additionalInfo as JsonValue }),
  }
}
