// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
/** How the nodes that fetch stored values of the customer, the tenant or a related entity do it. */
import type { NodeContext } from '../../engine/rules/context.ts'
import type { EntityRef, Message } from '../../engine/rules/message.ts'
import type { JsonValue } from '../../engine/rules/values.ts'
import { enriched, fetchToChoice, type Side } from './enrich.ts'
import { field } from './fields.ts'
import { template } from './template.ts'

type Mapping = Readonly<Record<string, string>>

/** The fields of such a node that fetches stored values only. */
export function mappedFields(from: string, to: string) {
  return {
    fetchTo: fetchToChoice(),
    dataToFetch: field.choice({
      label: 'Fetch',
      options: [
        { value: 'ATTRIBUTES', label: 'Server attributes' },
        { value: 'LATEST_TELEMETRY', label: 'Latest values' },
      ],
      default: 'ATTRIBUTES',
    }),
    dataMapping: mappingField('Key → key of the message; both may be templates as ${key}', { [from]: to }),
  }
}

export function mappingField(hint: string, mapping: Mapping) {
  return field.pairs({
    label: 'Keys',
    hint,
    template: true,
    columns: ['Stored key', 'Key of the message'],
    default: mapping,
  })
}

/** What `check` of a node says about its mapping. */
export function emptyMapping({ dataMapping }: { readonly dataMapping: Mapping }): string | undefined {
  return Object.keys(dataMapping).length === 0 ? 'Add at least one key that is fetched' : undefined
}

/** Adds stored values of an entity to a message. */
export type ValueFetcher = (message: Message, entity: EntityRef) => Promise<Message>

/**
 * Compiles the mapping. An attribute that is not stored is left out; a latest value that is not stored is null in the
 * data and left out of the metadata, as in the cloud.
 */
export function mappedValues(
  { fetchTo, dataToFetch, dataMapping }: { fetchTo: Side; dataToFetch: string; dataMapping: Mapping },
  { attributes, telemetry }: Pick<NodeContext, 'attributes' | 'telemetry'>,
): ValueFetcher {
  const pairs = Object.entries(dataMapping).map(([from, to]) => ({ from: template(from), to: template(to) }))
  const isLatest = dataToFetch === 'LATEST_TELEMETRY'

  return async (message, entity) => {
    const wanted = pairs.map(({ from, to }) => ({ key: from(message), to: to(message) }))
    const keys = [...new Set(wanted.map(({ key }) => key))]
    const found = isLatest
      ? await telemetry.latest(entity, keys)
      : await attributes.read(entity, 'SERVER_SCOPE', keys)
    const values = new Map<string, JsonValue>()
    for (const { key, to } of wanted) {
      const stored = Object.hasOwn(found, key) ? found[key] : undefined
      if (stored !== undefined)
        values.set(to, isLatest ? (stored as { value: JsonValue }).value : (stored as JsonValue))
      else if (isLatest && fetchTo === 'DATA') values.set(to, null)
    }
    return enriched(message, fetchTo, values)
  }
}

/** Version 1 says by name what was a flag, and has room for the data as well (rule-nodes.json). */
export const mappedVersions = {
  1({ telemetry, attrMapping, ...old }: Record<string, unknown>): Record<string, unknown> {
    if (Object.hasOwn(old, 'dataMapping') && Object.hasOwn(old, 'dataToFetch')) return old
    const isTelemetry = String(telemetry)
    if (isTelemetry !== 'true' && isTelemetry !== 'false')
      throw new Error('“telemetry” is neither true nor false')
    if (attrMapping === undefined || attrMapping === null)
      throw new Error('“attrMapping” is missing, so nobody knows what it was to fetch')
    const dataToFetch = isTelemetry === 'true' ? 'LATEST_TELEMETRY' : 'ATTRIBUTES'
    return { ...old, dataToFetch, dataMapping: attrMapping, fetchTo: 'METADATA' }
  },
}
