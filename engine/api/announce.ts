import type { Caller } from '../access/caller.ts'

/** Metadata of a message about something a user did: who it was, and whose the entity is (rule-engine.md 2). */
export function byCaller(
  { userId, email }: Caller,
  entity: { readonly customerId: string | null } | null = null,
): Record<string, string> {
  return {
    userId,
    userName: email,
    userEmail: email,
    ...(entity?.customerId ? { customerId: entity.customerId } : {}),
  }
}
