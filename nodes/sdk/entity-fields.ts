/** How nodes copy fields of an entity to a message. */
import { alarmJson } from '../../engine/rules/alarms.ts'
import type { NodeContext } from '../../engine/rules/context.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { EntityRef, Message } from '../../engine/rules/message.ts'
import type { JsonObject, JsonValue } from '../../engine/rules/values.ts'
import { enriched, type Side, textOf } from './enrich.ts'
import { entitiesOf } from './entities.ts'
import { entityJson, plainIds } from './entity-json.ts'
import { aKind } from './entity-types.ts'
import { type Reader, readerOf } from './path.ts'
import { type Template, template } from './template.ts'

/** Kinds whose fields can be read, as in the cloud. */
const readable = [
  'TENANT',
  'CUSTOMER',
  'USER',
  'ASSET',
  'DEVICE',
  'ALARM',
  'RULE_CHAIN',
  'ENTITY_VIEW',
  'EDGE',
]

/**
 * Reads the fields of whatever entity, each id as text; null when there is none. Throws `NodeFailure` for a kind that
 * has none to be read.
 */
export function fieldsReader(context: NodeContext): (ref: EntityRef) => Promise<JsonObject | null> {
  const entities = entitiesOf(context)
  const { alarms, server } = context
  return async (ref) => {
    if (!readable.includes(ref.entityType))
      throw new NodeFailure(`The fields of ${aKind(ref.entityType)} can’t be read`)
    if (ref.entityType === 'ALARM') {
      const alarm = (await alarms?.byId(ref.id)) ?? null
      return alarm && plainIds(alarmJson(alarm, server?.tenantId ?? ''))
    }
    const entity = await entities.byId(ref)
    return entity && plainIds(entityJson(entity, server?.tenantId))
  }
}

interface Copy {
  readonly read: Reader
  readonly to: Template
}

/** Compiles a mapping of fields, or paths as `additionalInfo.floor`, to keys, which may be templates. */
export function entityFields(mapping: Readonly<Record<string, string>>): readonly Copy[] {
  return Object.entries(mapping).map(([from, to]) => ({ read: readerOf(from), to: template(to) }))
}

/** The message with the fields, as text. A field that does not exist is left out. */
export function withFields(
  message: Message,
  fields: JsonObject,
  copies: readonly Copy[],
  { fetchTo, ignoresEmpty }: { readonly fetchTo: Side; readonly ignoresEmpty: boolean },
): Message {
  const values = new Map<string, JsonValue>()
  for (const { read, to } of copies) {
    const value = read(fields)
    if (value === undefined || (ignoresEmpty && (value === null || value === ''))) continue
    values.set(to(message), textOf(value))
  }
  return enriched(message, fetchTo, values)
}
