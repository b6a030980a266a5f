/** A room of alarms for tests: on a real store, with all that it tells kept. */

import type { Message } from '../rules/message.ts'
import type { AlarmChange } from '../store/alarm-stores.ts'
import { type Ground, silent } from '../store/every-database.ts'
import { timeUuids } from '../store/time-uuid.ts'
import { AlarmRoom } from './open.ts'

export interface TestRoom {
  readonly room: AlarmRoom
  /** messages to the chains */
  readonly told: Message[]
  readonly changes: AlarmChange[]
}

export async function testRoom({ store, clock }: Pick<Ground, 'store' | 'clock'>): Promise<TestRoom> {
  const told: Message[] = []
  const changes: AlarmChange[] = []
  const room = await AlarmRoom.open({
    store,
    clock,
    identity: timeUuids(clock),
    log: silent,
    append: async (message) => void told.push(message),
  })
  room.onChange((change) => changes.push(change))
  return { room, told, changes }
}

/** The cause of a change by a node, for the n-th message. */
export function by(messageId: string, flight?: number) {
  return { chainId: 'c', nodeId: 'n', messageId, ...(flight !== undefined && { flight }) }
}
