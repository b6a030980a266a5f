// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { fetchToChoice, needsRoom } from '../sdk/enrich.ts'
import { relationsOf } from '../sdk/entities.ts'
import { entityFields, fieldsReader, withFields } from '../sdk/entity-fields.ts'
import { defineNode, field, NodeFailure } from '../sdk/index.ts'
import { emptyMapping, mappedValues, mappedVersions, mappingField } from '../sdk/mapped-values.ts'
import { relatedFinder, relationsQueryField } from '../sdk/relations-query.ts'

/** Adds what is known of something near a message's originator to the message. */
export default defineNode({
  type: 'enrichment/related-entity-data',
  title: 'Related entity data',
  summary: 'Adds server attributes, latest values or fields of a related entity to the message.',
  help: `The entity is the nearest one along the relations. What is not stored is left out. Fields are \`name\`, \`type\`,
\`label\` and the others of its kind, also by a path as \`additionalInfo.floor\`; they are written as text, and empty ones are
left out.`,
  icon: 'sitemap',
  synonyms: ['relation', 'neighbour', 'parent', 'child', 'asset', 'lookup', 'latest', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetRelatedAttributeNode'],
  outputs: ['Success'],
  line: 'dataMapping',

  config: {
    relationsQuery: relationsQueryField(),
    fetchTo: fetchToChoice(),
    dataToFetch: field.choice({
      label: 'Fetch',
      options: [
        { value: 'ATTRIBUTES', label: 'Server attributes' },
        { value: 'LATEST_TELEMETRY', label: 'Latest values' },
        { value: 'FIELDS', label: 'Fields' },
      ],
      default: 'ATTRIBUTES',
    }),
    dataMapping: mappingField('Key or field → key of the message; templates as ${key}', {
      serialNumber: 'sn',
    }),
  },
  configurationVersion: 1,
  versions: mappedVersions,
  check: emptyMapping,

  examples: [
    {
      title: 'Nothing is related',
      config: { dataToFetch: 'FIELDS', dataMapping: { name: 'room' } },
      data: { temperature: 21 },
      failsWith: 'Nothing is related to the originator of this message in that way',
    },
    {
      config: { fetchTo: 'DATA' },
      data: [1, 2],
      failsWith: 'The data of the message is not an object, so nothing can be written to it',
    },
  ],

  create({ relationsQuery, ...config }, context) {
    const related = relatedFinder(relationsQuery, relationsOf(context))
    const fetch = config.dataToFetch === 'FIELDS' ? fieldsFetcher() : mappedValues(config, context)

    function fieldsFetcher(): ReturnType<typeof mappedValues> {
      const copies = entityFields(config.dataMapping)
      const read = fieldsReader(context)
      return async (message, entity) => {
        const fields = await read(entity)
        if (fields === null) throw new NodeFailure('The related entity does not exist any more')
        return withFields(message, fields, copies, { fetchTo: config.fetchTo, ignoresEmpty: true })
      }
    }

    return async (message, emit) => {
      needsRoom(message, config.fetchTo)
      const [nearest] = await related(message.originator)
      if (nearest === undefined)
        throw new NodeFailure('Nothing is related to the originator of this message in that way')
      emit('Success', await fetch(message, nearest))
    }
  },
})
