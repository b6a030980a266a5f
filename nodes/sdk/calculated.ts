import type { EntityRef, Message } from '../../engine/rules/message.ts'
import type { AttributeScope, CalculatedFields, ValuesCause } from '../../engine/rules/needs.ts'
import type { JsonObject } from '../../engine/rules/values.ts'

/** Values of an entity that share one time. */
export interface ValuesAt {
  readonly ts: number
  readonly values: JsonObject
}

/**
 * Tells calculated fields of time series that a message brought, after they are saved. Undefined where no field looks
 * at them, so that nobody has to wait.
 */
export function calculateSeries(
  fields: CalculatedFields | undefined,
  message: Message,
  batches: readonly ValuesAt[],
): Promise<unknown> | undefined {
  if (fields === undefined) return undefined
  const cause = causeOf(message)
  const [only] = batches
  if (only !== undefined && batches.length === 1)
    return fields.telemetry(message.originator, only.ts, only.values, cause)
  const begun = batches.map(({ ts, values }) => fields.telemetry(message.originator, ts, values, cause))
  return begun.some((each) => each !== undefined) ? Promise.all(begun) : undefined
}

/** The same for attributes. */
export function calculateAttributes(
  fields: CalculatedFields | undefined,
  message: Message,
  { scope, ts, values }: ValuesAt & { readonly scope: AttributeScope },
  entity: EntityRef = message.originator,
): Promise<void> | undefined {
  return fields?.attributes(entity, scope, values, ts, causeOf(message, entity))
}

function causeOf(
  { id, type, ts, tie, calculatedBy, flight, place, originator }: Message,
  entity = originator,
): ValuesCause {
  return {
    messageId: id,
    messageType: type,
    ts,
    tie,
    calculatedBy,
    ...(flight && { flight: flight.number }),
    ...(place && entity.id === originator.id && { place }),
  }
}
