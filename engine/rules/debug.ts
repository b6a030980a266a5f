import type { ChainNode, DebugSettings } from './chain.ts'

/** How long everything that a node does is written down after somebody asked for it, in milliseconds. */
export const debugAllFor = 15 * 60_000

/**
 * Debug settings as they are stored: `allEnabled` is only a trigger for a limited time, and the older `debugMode`,
 * `debugFailures` and `debugAll` mean the same (rest-core.md 11.1, rule-engine.md 5).
 */
export function settledDebug(node: ChainNode, now: number): DebugSettings {
  const given = node.debugSettings ?? {}
  const limit = now + debugAllFor
  const isOld = !node.debugSettings && node.debugMode === true
  const startsAll = given.allEnabled === true || isOld || node.debugAll === true
  const until = Number.isSafeInteger(given.allEnabledUntil) ? (given.allEnabledUntil as number) : 0
  return {
    failuresEnabled: given.failuresEnabled === true || isOld || node.debugFailures === true,
    allEnabled: false,
    allEnabledUntil: startsAll ? limit : Math.min(until, limit),
  }
}
