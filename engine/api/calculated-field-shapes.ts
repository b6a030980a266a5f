/** Calculated fields and what became of them, as the cloud's REST API writes them. */
import type { CalculatedField } from '../store/calculated-fields.ts'
import { entityId } from './ids.ts'
import type { CalculationView } from './needs.ts'

type Json = Record<string, unknown>

export function fieldJson(field: CalculatedField, tenantId: string): Json {
  return { ...alarmRuleJson(field, tenantId), type: field.type }
}

/** The same without a type: all alarm rules have one. */
export function alarmRuleJson(field: CalculatedField, tenantId: string): Json {
  return {
    id: entityId('CALCULATED_FIELD', field.id),
    createdTime: field.createdTime,
    tenantId: entityId('TENANT', tenantId),
    entityId: entityId(field.entity.entityType, field.entity.id),
    name: field.name,
    debugSettings: field.debugSettings,
    configurationVersion: field.configurationVersion,
    configuration: field.configuration,
    version: field.version,
    additionalInfo: field.additionalInfo,
  }
}

/** What a person is shown of one calculation. */
export function calculationJson(calculation: CalculationView): Json {
  const { seq, at, entity, messageId, messageType, arguments: args, result, error, took } = calculation
  return {
    seq,
    at,
    entity: entityId(entity.entityType, entity.id),
    messageId,
    messageType,
    arguments: Object.fromEntries(args),
    result,
    error,
    took: Math.round(took * 1000) / 1000,
  }
}
