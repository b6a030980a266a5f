import { randomUUID } from 'node:crypto'
import type { Clock, Identity } from '../rules/needs.ts'

export const systemClock: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export const randomIdentity: Identity = { uuid: randomUUID }
