import { nullUuid } from '../access/caller.ts'
import { badRequest } from './errors.ts'

/** An id as the cloud's API writes it. */
export interface EntityId {
  readonly entityType: string
  readonly id: string
}

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isUuid(text: unknown): boolean {
  return typeof text === 'string' && uuidText.test(text)
}

/** The uuid in a parameter. Throws 400 in the cloud's words for anything else. */
export function uuid(name: string, text: string | undefined): string {
  if (text === undefined || text.trim() === '') throw badRequest(`Parameter '${name}' can't be empty!`)
  if (!isUuid(text)) throw badRequest(`Invalid UUID string: ${text.slice(0, 64)}`)
  return text.toLowerCase()
}

/** The uuids of a comma list. */
export function uuids(name: string, list: string | undefined): string[] {
  return (list ?? '').split(',').map((text) => uuid(name, text.trim()))
}

/** The id inside of `{entityType, id}` in a body; null for none, which includes the null uuid. */
export function idIn(name: string, value: unknown): string | null {
  if (value === null || value === undefined) return null
  const id = typeof value === 'object' ? (value as { id?: unknown }).id : value
  if (id === null || id === undefined || id === nullUuid) return null
  if (typeof id !== 'string') throw badRequest(`Invalid UUID string: ${name}`)
  return uuid(name, id)
}

export function entityId(entityType: string, id: string | null): EntityId {
  return { entityType, id: id ?? nullUuid }
}

/** `null` where the cloud writes null rather than the null uuid. */
export function optionalId(entityType: string, id: string | null): EntityId | null {
  return id === null ? null : { entityType, id }
}

/** The `{entityType, id}` in a body; null for none. Throws 400 when it is not whole. */
export function refIn(name: string, value: unknown): EntityId | null {
  const id = idIn(name, value)
  if (id === null) return null
  const entityType = (value as { entityType?: unknown }).entityType
  if (typeof entityType !== 'string' || entityType === '') {
    throw badRequest(`Validation error: ${name} must be {entityType, id}`)
  }
  return { entityType, id }
}
