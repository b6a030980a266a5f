import { NodeFailure } from '../../engine/rules/failure.ts'
import type { Message } from '../../engine/rules/message.ts'
import type { AttributeScope } from '../../engine/rules/needs.ts'

/** The three kinds of attribute, as a node offers them. */
export const attributeScopes = [
  { value: 'SERVER_SCOPE', label: 'Server: only seen here' },
  { value: 'SHARED_SCOPE', label: 'Shared: the device sees them' },
  { value: 'CLIENT_SCOPE', label: 'Client: what the device reported' },
] as const

/** Metadata `scope` wins over the one that the node was set to. Throws `NodeFailure` when it is none. */
export function scopeOf({ metadata }: Message, otherwise: AttributeScope): AttributeScope {
  const given = metadata.scope
  if (given === undefined || given === '') return otherwise
  const known = attributeScopes.find((scope) => scope.value === given)
  if (known === undefined) throw new NodeFailure(`Metadata scope is “${given}”, which is no attribute scope`)
  return known.value
}
