import type { DebugSettings } from '../rules/chain.ts'

/** How long debugging of everything lasts (rest-core.md 11.1), in milliseconds. */
const debugAllFor = 15 * 60_000

/** Settings as they are stored: “everything” is a moment at which it ends; the old `debugMode` means both. */
export function debugSettingsOf(
  given: DebugSettings | null | undefined,
  debugMode: unknown,
  now: number,
): DebugSettings {
  const limit = now + debugAllFor
  const isOld = !given && debugMode === true
  const startsAll = given?.allEnabled === true || isOld
  return {
    failuresEnabled: given?.failuresEnabled === true || isOld,
    allEnabled: false,
    allEnabledUntil: startsAll ? limit : Math.min(given?.allEnabledUntil ?? 0, limit),
  }
}
