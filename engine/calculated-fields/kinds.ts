import { readAlarm } from './alarm.ts'
import { InvalidField, type Plan } from './field.ts'
import { readGeofencing } from './geofencing.ts'
import { readEntityAggregation } from './interval-plan.ts'
import { readPropagation } from './propagation.ts'
import type { Given } from './read.ts'
import { readRelated } from './related.ts'
import { readScript } from './script.ts'
import { readSimple } from './simple.ts'

/** Every kind of calculated field: a kind is a file and a line here. */
const kinds: Readonly<Record<string, (given: Given) => Plan>> = {
  SIMPLE: readSimple,
  SCRIPT: readScript,
  GEOFENCING: readGeofencing,
  ALARM: readAlarm,
  PROPAGATION: readPropagation,
  RELATED_ENTITIES_AGGREGATION: readRelated,
  ENTITY_AGGREGATION: readEntityAggregation,
}

export const fieldTypes: readonly string[] = Object.keys(kinds)

/** Reads and checks the configuration of a field. Throws `InvalidField`. */
export function readPlan(given: Given): Plan {
  const read = Object.hasOwn(kinds, given.type) ? kinds[given.type] : undefined
  if (read === undefined)
    throw new InvalidField(`There is no calculated field of type ${given.type.slice(0, 60)}`)
  return read(given)
}
