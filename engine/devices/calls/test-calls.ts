/** Real calls with memory behind them, for tests of transports and for the conformance runner. */
import { randomUUID } from 'node:crypto'
import { ManualClock } from '../../../test/support/clock.ts'
import type { CallOutcome, CallRequest } from '../../rules/calls.ts'
import type { Clock, Logger } from '../../rules/needs.ts'
import { DeviceCalls } from './device-calls.ts'
import { PersistentCalls } from './persistent-calls.ts'
import { type ServerCallParts, ServerCalls } from './server-calls.ts'
import { MemoryCalls } from './test-call-store.ts'
import { WaitingCallers } from './waiting-callers.ts'

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

export interface CallBench {
  readonly device: DeviceCalls
  readonly server: ServerCalls
  readonly store: MemoryCalls
  /** states that persistent calls came to, in order */
  readonly changes: { readonly id: string; readonly status: string }[]
  readonly clock: Clock
  /** Calls a device, as the RPC call request node does. */
  call(wanted: Partial<CallRequest> & { readonly deviceId: string }): Promise<CallOutcome>
}

export function openCallBench({
  clock = new ManualClock(),
  accept,
}: {
  readonly clock?: Clock
  readonly accept: ServerCallParts['accept']
}): CallBench {
  const store = new MemoryCalls()
  const changes: { id: string; status: string }[] = []
  const persistent = new PersistentCalls({
    store,
    clock,
    log: silent,
    changed: ({ id }, status) => void changes.push({ id, status }),
  })
  void persistent.start()
  const callers = new WaitingCallers<CallOutcome>(clock)
  const exists = async () => true
  const device = new DeviceCalls({ clock, log: silent, persistent, callers, exists })
  const identity = { uuid: () => randomUUID() }
  return {
    device,
    server: new ServerCalls({ clock, identity, serverName: 'test', accept }),
    store,
    changes,
    clock,
    call(wanted) {
      const request: CallRequest = {
        id: randomUUID(),
        method: 'm',
        params: 'null',
        additionalInfo: null,
        isOneWay: false,
        isPersistent: false,
        retries: null,
        expirationTime: clock.now() + 10_000,
        isRestCall: false,
        ...wanted,
      }
      return new Promise((resolve, reject) => device.call(request, resolve).catch(reject))
    },
  }
}
