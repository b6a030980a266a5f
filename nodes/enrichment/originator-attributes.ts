// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { enriched, fetchToChoice, needsRoom } from '../sdk/enrich.ts'
import {
  type AttributeScope,
  defineNode,
  field,
  type JsonValue,
  type Message,
  template,
} from '../sdk/index.ts'

/** The three scopes with the field that names their keys and what the cloud puts before each key. */
const scopes = [
  { scope: 'CLIENT_SCOPE', keys: 'clientAttributeNames', prefix: 'cs_' },
  { scope: 'SHARED_SCOPE', keys: 'sharedAttributeNames', prefix: 'shared_' },
  { scope: 'SERVER_SCOPE', keys: 'serverAttributeNames', prefix: 'ss_' },
] as const satisfies readonly { scope: AttributeScope; keys: string; prefix: string }[]

const keysField = (label: string) =>
  field.optional(field.keys({ label, hint: 'Names, or templates as ${key}', default: [] }))

/** Adds what is stored about a message's device to the message. */
export default defineNode({
  type: 'enrichment/originator-attributes',
  title: 'Originator attributes',
  summary: 'Adds attributes and latest values of what the message is about to the message.',
  help: `Client attributes come as \`cs_name\`, shared ones as \`shared_name\`, server ones as \`ss_name\`, latest values
under their own name. Where something is missing and that is a failure, the message leaves by Failure with all that was
found.`,
  icon: 'tags',
  synonyms: ['device', 'property', 'setting', 'lookup', 'latest', 'fetch', 'get', 'threshold'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbGetAttributesNode'],
  outputs: ['Success'],
  line: 'serverAttributeNames',

  config: {
    fetchTo: fetchToChoice(),
    clientAttributeNames: keysField('Client attributes'),
    sharedAttributeNames: keysField('Shared attributes'),
    serverAttributeNames: keysField('Server attributes'),
    latestTsKeyNames: keysField('Latest values'),
    tellFailureIfAbsent: field.flag({ label: 'A missing key is a failure', default: true }),
    getLatestValueWithTs: field.flag({
      label: 'Latest values with their time',
      hint: 'As {"ts", "value"}',
      default: false,
    }),
  },
  configurationVersion: 1,
  versions: {
    1: ({ fetchToData, ...old }) =>
      Object.hasOwn(old, 'fetchTo') ? old : { ...old, fetchTo: fetchToData === true ? 'DATA' : 'METADATA' },
  },

  examples: [
    {
      title: 'Nothing is stored, and that is all right',
      config: { serverAttributeNames: ['threshold'], tellFailureIfAbsent: false },
      data: { temperature: 21 },
      goesTo: 'Success',
      metadata_after: {},
    },
    {
      config: { fetchTo: 'DATA', latestTsKeyNames: ['setpoint'] },
      data: [1, 2],
      failsWith: 'The data of the message is not an object, so nothing can be written to it',
    },
  ],

  create(config, { attributes, telemetry }) {
    const wanted = scopes.map(({ scope, keys, prefix }) => ({ scope, prefix, names: namesOf(config[keys]) }))
    const latest = namesOf(config.latestTsKeyNames)

    return async (message, emit) => {
      needsRoom(message, config.fetchTo)
      const { originator } = message
      const values = new Map<string, JsonValue>()
      let isComplete = true
      const add = (key: string, value: JsonValue | undefined) => {
        if (value === undefined) isComplete = false
        else values.set(key, value)
      }

      const stored = await Promise.all(
        wanted.map(async ({ scope, prefix, names }) => {
          const keys = names(message)
          return {
            keys,
            prefix,
            found: keys.length === 0 ? {} : await attributes.read(originator, scope, keys),
          }
        }),
      )
      for (const { keys, prefix, found } of stored)
        for (const key of keys) add(prefix + key, Object.hasOwn(found, key) ? found[key] : undefined)

      const keys = latest(message)
      const samples = keys.length === 0 ? {} : await telemetry.latest(originator, keys)
      for (const key of keys) {
        const sample = Object.hasOwn(samples, key) ? samples[key] : undefined
        const { ts = 0, value } = sample ?? {}
        add(key, value === undefined || !config.getLatestValueWithTs ? value : { ts, value })
      }
      const isMissed = config.tellFailureIfAbsent && !isComplete
      emit(isMissed ? 'Failure' : 'Success', enriched(message, config.fetchTo, values))
    }
  },
})

/** The names that a message asks for, each once. */
function namesOf(names: readonly string[] = []): (message: Message) => readonly string[] {
  const templates = names.map(template)
  return (message) => [...new Set(templates.map((name) => name(message)))]
}
