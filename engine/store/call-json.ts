import { parseJson } from '../rules/json.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import type { StoredCall } from './calls.ts'

/** A persistent call as messages and the REST API carry it (rest-core.md 7.1). */
export function callJson(call: StoredCall, tenantId: string, status: string = call.status): JsonObject {
  const { id, createdTime, deviceId, expirationTime, method, params, isOneWay, retries } = call
  return {
    id: { entityType: 'RPC', id },
    createdTime,
    tenantId: { entityType: 'TENANT', id: tenantId },
    deviceId: { entityType: 'DEVICE', id: deviceId },
    expirationTime,
    request: {
      id,
      method,
      params,
      // where older clients look
      body: { method, params },
      oneway: isOneWay,
      persisted: true,
      retries,
      expirationTime,
      additionalInfo: call.additionalInfo,
    },
    response: jsonOf(call.response),
    status,
    additionalInfo: jsonOf(call.additionalInfo),
  }
}

function jsonOf(text: string | null): JsonValue {
  if (text === null) return null
  try {
    return parseJson(text)
  } catch {
    return text
  }
}
