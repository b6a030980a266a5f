import { useEffect, useState } from 'react'
import type { EntityId, Scope } from './devices.ts'
import { live } from './live.ts'

export interface LiveValue {
  /** epoch ms of the sample, or of the attribute's last change */
  readonly ts: number
  readonly value: unknown
}

export type LiveValues = ReadonlyMap<string, LiveValue>

interface ValuesFrame {
  readonly errorCode?: number
  readonly data: Readonly<Record<string, readonly (readonly [number, unknown])[]>> | null
}

/** The frame's values over the known ones; a key that was deleted on the server goes. */
export function mergeValues(known: LiveValues, frame: ValuesFrame): LiveValues {
  const next = new Map(known)
  for (const [key, samples] of Object.entries(frame.data ?? {})) {
    const sample = samples[0]
    if (!sample || sample[1] === null) continue
    const [ts, value] = sample
    if (ts === 0 && value === '') next.delete(key)
    else next.set(key, { ts, value: fromText(value) })
  }
  return next
}

/** Values travel as text on this part of the outside API; numbers and booleans are given their type back. */
export function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (value === 'true' || value === 'false') return value === 'true'
  if (/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value) && value.length < 17) return Number(value)
  return value
}

const none: LiveValues = new Map()

/** The latest telemetry of a device or another entity as it changes; null until the first answer. */
export function useTelemetry(deviceId: string, entityType = 'DEVICE'): LiveValues | null {
  return useValues({ entityType, id: deviceId }, { type: 'TIMESERIES', scope: 'LATEST_TELEMETRY' })
}

/** Attributes of one scope as they change; `keys` (comma list) narrows them. Null until the first answer. */
export function useAttributes(entity: EntityId, scope: Scope, keys?: string): LiveValues | null {
  return useValues(
    entity,
    keys === undefined ? { type: 'ATTRIBUTES', scope } : { type: 'ATTRIBUTES', scope, keys },
  )
}

function useValues(
  { entityType, id: entityId }: EntityId,
  what: { type: string; scope: string; keys?: string },
): LiveValues | null {
  const [values, setValues] = useState<LiveValues | null>(null)
  const { type, scope, keys } = what
  useEffect(() => {
    setValues(null)
    const command = { type, entityType, entityId, scope, ...(keys === undefined ? {} : { keys }) }
    return live.subscribe<ValuesFrame>(command, (frame) => {
      if (!frame.errorCode) setValues((known) => mergeValues(known ?? none, frame))
    })
  }, [type, entityType, entityId, scope, keys])
  return values
}
