import { isDeepStrictEqual } from 'node:util'
import type { AnyNode } from './define.ts'

export interface UpgradedConfig {
  readonly config: Record<string, unknown>
  /** version that `config` now has */
  readonly version: number
  readonly changed: boolean
  /** queue that old configurations named inside; it belongs to the node itself since 3.6.3 */
  readonly queueName?: string
  /** why the upgrade could not be done; `config` is then as it came */
  readonly problem?: string
}

/**
 * Brings a configuration of an older version up to the definition's, one version after the other
 * (rule-nodes.json, "upgrade driver"). A newer or equal version stays as it is. Where a step can't make sense of
 * the configuration it is kept whole, so that nothing is lost, and the reason comes back.
 *
 * @param version configurationVersion of the node; absent in exports before 3.6, which means 0
 */
export function upgradeConfig(definition: AnyNode, config: unknown, version = 0): UpgradedConfig {
  const target = definition.configurationVersion ?? 0
  const isObject = typeof config === 'object' && config !== null && !Array.isArray(config)
  const old = isObject ? (config as Record<string, unknown>) : {}
  if (version >= target) return { config: old, version, changed: false }

  let upgraded = old
  try {
    for (let next = version + 1; next <= target; next++) {
      const step = definition.versions?.[next]
      if (step !== undefined) upgraded = step({ ...upgraded })
    }
  } catch (error) {
    const reason = (error as Error).message
    return {
      config: old,
      version,
      changed: false,
      problem: `Version ${version} of its settings can't be upgraded: ${reason}`,
    }
  }
  const movedQueue =
    typeof old.queueName === 'string' && !Object.hasOwn(upgraded, 'queueName') ? old.queueName : ''
  return {
    config: upgraded,
    version: target,
    changed: !isDeepStrictEqual(upgraded, old),
    ...(movedQueue !== '' && { queueName: movedQueue }),
  }
}
