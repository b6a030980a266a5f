import type { Caller } from '../access/caller.ts'
import { isOwn } from '../access/permissions.ts'
import type { Person } from '../rules/alarms.ts'
import type { StoredAlarm } from '../store/alarm-stores.ts'
import type { Store } from '../store/store.ts'
import { personOf } from './alarm-shapes.ts'
import { forbidden, found } from './errors.ts'
import { uuid } from './ids.ts'
import type { ApiParts } from './routes.ts'

/**
 * The alarm if the caller may act on it: 404 when there is none, 403 when it is somebody else's. To read, it is enough
 * that it is shown at the caller's customer.
 */
export async function alarmFor(
  { store, alarms }: Pick<ApiParts, 'store' | 'alarms'>,
  caller: Caller,
  idText: string | undefined,
  touch: 'READ' | 'WRITE',
): Promise<StoredAlarm> {
  const id = uuid('alarmId', idText)
  const alarm = found(await alarms.byId(id), `Alarm with id [${id}] is not found`)
  if (isOwn(caller, alarm)) return alarm
  if (touch === 'READ' && (await isShownTo(store, caller, alarm))) return alarm
  throw forbidden()
}

async function isShownTo(store: Store, { customerId }: Caller, { id }: StoredAlarm): Promise<boolean> {
  return customerId !== null && (await store.alarms.count({ ids: [id], customerId })) > 0
}

/** Who acts, as history and comments say it. */
export async function actor(store: Store, caller: Caller): Promise<Person> {
  const user = await store.users.get(caller.userId)
  return user === null ? { userId: caller.userId, name: caller.email, email: caller.email } : personOf(user)
}

/** What a list may hold for the caller; null when it can hold nothing. */
export function visibleTo(caller: Caller): { readonly customerId?: string } | null {
  if (caller.authority === 'TENANT_ADMIN') return {}
  // A customer user without a customer sees nothing, not everything.
  return caller.authority === 'CUSTOMER_USER' && caller.customerId !== null
    ? { customerId: caller.customerId }
    : null
}
