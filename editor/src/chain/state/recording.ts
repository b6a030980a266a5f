import { useSyncExternalStore } from 'react'
import type { NodeLive } from '../../../../engine/api/contract.ts'
import { useEditor, useSession } from './use-editor.ts'

/** Until when everything that a live node does is written down (epoch ms); 0 when it is not. */
export function useRecordedUntil(nodeId: string): number {
  const { live } = useSession()
  return useSyncExternalStore(live.onNumbers, () => live.nodes.get(nodeId)?.recordedUntil ?? 0)
}

export function useRecordsFailures(nodeId: string): boolean {
  const { live } = useSession()
  return useSyncExternalStore(live.onNumbers, () => live.nodes.get(nodeId)?.recordsFailures === true)
}

/** The nodes that are recorded just now. */
export function recordedIds(nodes: ReadonlyMap<string, NodeLive>): string[] {
  return [...nodes.values()].filter((node) => node.recordedUntil > 0).map(({ id }) => id)
}

/** Whether the node runs, so that it can be recorded at once. */
export function useRuns(nodeId: string): boolean {
  return useEditor((state) => state.liveDoc?.nodes.has(nodeId) === true)
}
