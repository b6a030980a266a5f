// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
/** How the nodes that list keys per attribute scope fetch them, of whatever entity. */
import type { NodeContext } from '../../engine/rules/context.ts'
import type { EntityRef, Message } from '../../engine/rules/message.ts'
import type { AttributeScope } from '../../engine/rules/needs.ts'
import type { JsonValue } from '../../engine/rules/values.ts'
import type { Emit } from './define.ts'
import { enriched, fetchToChoice } from './enrich.ts'
import { type ConfigOf, field } from './fields.ts'
import { template } from './template.ts'

/** The three scopes with the field that names their keys and what the cloud puts before each key. */
const scopes = [
  { scope: 'CLIENT_SCOPE', keys: 'clientAttributeNames', prefix: 'cs_' },
  { scope: 'SHARED_SCOPE', keys: 'sharedAttributeNames', prefix: 'shared_' },
  { scope: 'SERVER_SCOPE', keys: 'serverAttributeNames', prefix: 'ss_' },
] as const satisfies readonly { scope: AttributeScope; keys: string; prefix: string }[]

const keysField = (label: string) =>
  field.optional(field.keys({ label, hint: 'Names, or templates as ${key}', template: true, default: [] }))

export const keyListFields = {
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
}

/** Version 1 says by name what was a flag (rule-nodes.json). */
export const keyListVersions = {
  1: ({ fetchToData, ...old }: Record<string, unknown>): Record<string, unknown> =>
    Object.hasOwn(old, 'fetchTo') ? old : { ...old, fetchTo: fetchToData === true ? 'DATA' : 'METADATA' },
}

export interface Fetched {
  /** the message with all that was found */
  readonly message: Message
  /** what was asked for and is not there, as `ss_threshold` */
  readonly missing: readonly string[]
}

/** Sends on what was fetched: by Failure where something is missing that may not be. */
export function emitFetched(
  { message, missing }: Fetched,
  { tellFailureIfAbsent }: { readonly tellFailureIfAbsent: boolean },
  emit: Emit<'Success'>,
): void {
  if (missing.length === 0 || !tellFailureIfAbsent) emit('Success', message)
  else emit('Failure', message, `Not stored: ${missing.join(', ')}`)
}

/** Compiles the lists: adds what is stored about an entity to a message. */
export function keyLists(
  config: ConfigOf<typeof keyListFields>,
  { attributes, telemetry }: Pick<NodeContext, 'attributes' | 'telemetry'>,
): (message: Message, entity: EntityRef) => Promise<Fetched> {
  const wanted = scopes.map(({ scope, keys, prefix }) => ({ scope, prefix, names: namesOf(config[keys]) }))
  const latest = namesOf(config.latestTsKeyNames)

  return async (message, entity) => {
    const values = new Map<string, JsonValue>()
    const missing: string[] = []
    const add = (key: string, value: JsonValue | undefined) => {
      if (value === undefined) missing.push(key)
      else values.set(key, value)
    }

    const stored = await Promise.all(
      wanted.map(async ({ scope, prefix, names }) => {
        const keys = names(message)
        return { keys, prefix, found: keys.length === 0 ? {} : await attributes.read(entity, scope, keys) }
      }),
    )
    for (const { keys, prefix, found } of stored)
      for (const key of keys) add(prefix + key, Object.hasOwn(found, key) ? found[key] : undefined)

    const keys = latest(message)
    const samples = keys.length === 0 ? {} : await telemetry.latest(entity, keys)
    for (const key of keys) {
      const sample = Object.hasOwn(samples, key) ? samples[key] : undefined
      const { ts = 0, value } = sample ?? {}
      add(key, value === undefined || !config.getLatestValueWithTs ? value : { ts, value })
    }
    return { message: enriched(message, config.fetchTo, values), missing }
  }
}

/** The names that a message asks for, each once. */
function namesOf(names: readonly string[] = []): (message: Message) => readonly string[] {
  const templates = names.map(template)
  return (message) => [...new Set(templates.map((name) => name(message)))]
}
