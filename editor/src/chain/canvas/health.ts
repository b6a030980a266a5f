import { useSyncExternalStore } from 'react'
import type { NodeLive } from '../../../../engine/api/contract.ts'
import { useSession } from '../state/use-editor.ts'

/** From this many milliseconds on a node counts as slow. */
const slowMs = 500

export interface Health {
  /** failures in the last five minutes */
  readonly failing: number
  /** milliseconds; 0 when the node is not slow */
  readonly slow: number
  readonly problem: string | null
}

const well: Health = { failing: 0, slow: 0, problem: null }
const seen = new WeakMap<NodeLive, Health>()

export function healthOf(live: NodeLive | undefined): Health {
  if (!live) return well
  const slow = live.took >= slowMs ? live.took : 0
  if (live.failing === 0 && slow === 0 && live.problem === null) return well
  let health = seen.get(live)
  if (!health) {
    health = { failing: live.failing, slow, problem: live.problem }
    seen.set(live, health)
  }
  return health
}

/** How a node does just now; its component draws again only when that changes. */
export function useHealth(nodeId: string): Health {
  const { live } = useSession()
  return useSyncExternalStore(live.onNumbers, () => healthOf(live.nodes.get(nodeId)))
}

/** What a node says of itself, or when it runs next: by the clock today, else by the date. */
export function statusOf(live: Pick<NodeLive, 'status' | 'nextRun'> | undefined, now: number): string | null {
  if (live === undefined) return null
  if (live.status !== null || live.nextRun === null) return live.status
  const next = new Date(live.nextRun)
  const time = next.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  if (next.toDateString() === new Date(now).toDateString()) return `→ ${time}`
  return `→ ${next.toLocaleDateString([], { day: 'numeric', month: 'short' })} ${time}`
}

/** Drawn on the node in place of its settings; null when it has nothing to say. */
export function useStatus(nodeId: string): string | null {
  const { live } = useSession()
  return useSyncExternalStore(live.onNumbers, () => statusOf(live.nodes.get(nodeId), Date.now()))
}
