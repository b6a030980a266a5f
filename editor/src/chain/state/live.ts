import type {
  LiveFrame,
  MessagesFrame,
  NodeLive,
  RememberedMessage,
  WireLive,
} from '../../../../engine/api/contract.ts'
import type { ChainGraph, DebugSettings } from '../../../../engine/rules/chain.ts'
import { wireId } from '../document/document.ts'

/**
 * The numbers of a running chain, by the ids of the document. They live outside of React: whoever draws them listens
 * and touches only what changed, so that a thousand wires cost no component updates.
 */
export interface Live {
  readonly wires: ReadonlyMap<string, WireLive>
  readonly nodes: ReadonlyMap<string, NodeLive>
  /** newest first */
  readonly messages: readonly RememberedMessage[]
  readonly since: number | null
  readonly skipped: number
  /** grows with each frame, for useSyncExternalStore */
  readonly tick: number
  readonly messageTick: number
  onNumbers(listener: () => void): () => void
  onMessages(listener: () => void): () => void
  /** the live graph changed: frames speak of its indexes */
  follow(graph: ChainGraph | null): void
  takeNumbers(frame: LiveFrame): void
  takeMessages(frame: Pick<MessagesFrame, 'messages' | 'skipped'>): void
  /** what was just asked to be written down, before the next frame says so */
  takeRecording(settings: Readonly<Record<string, DebugSettings>>): void
  clearMessages(): void
}

const mostMessages = 500

export function createLive(): Live {
  const wires = new Map<string, WireLive>()
  const nodes = new Map<string, NodeLive>()
  const numberListeners = new Set<() => void>()
  const messageListeners = new Set<() => void>()
  let wireIds: string[] = []
  let nodeIds: string[] = []

  const live = {
    wires,
    nodes,
    messages: [] as readonly RememberedMessage[],
    since: null as number | null,
    skipped: 0,
    tick: 0,
    messageTick: 0,
    onNumbers(listener: () => void) {
      numberListeners.add(listener)
      return () => numberListeners.delete(listener)
    },
    onMessages(listener: () => void) {
      messageListeners.add(listener)
      return () => messageListeners.delete(listener)
    },
    follow(graph: ChainGraph | null) {
      nodeIds = (graph?.nodes ?? []).map((node) => node.id?.id ?? '')
      wireIds = (graph?.connections ?? []).map((one) =>
        wireId(nodeIds[one.fromIndex] ?? '', one.type, nodeIds[one.toIndex] ?? ''),
      )
      wires.clear()
      nodes.clear()
    },
    takeNumbers(frame: LiveFrame) {
      for (const wire of frame.wires) {
        const id = wireIds[wire.index]
        if (id !== undefined) wires.set(id, wire)
      }
      for (const node of frame.nodes) nodes.set(node.id || (nodeIds[node.index] ?? ''), node)
      live.since = frame.since
      live.tick += 1
      for (const listener of numberListeners) listener()
    },
    takeMessages(frame: Pick<MessagesFrame, 'messages' | 'skipped'>) {
      if (frame.messages.length === 0) return
      const known = new Set(live.messages.map((message) => message.seq))
      const fresh = frame.messages.filter((message) => !known.has(message.seq))
      live.messages = [...fresh, ...live.messages].sort((a, b) => b.seq - a.seq).slice(0, mostMessages)
      live.skipped += frame.skipped
      live.messageTick += 1
      for (const listener of messageListeners) listener()
    },
    takeRecording(settings: Readonly<Record<string, DebugSettings>>) {
      for (const [id, { allEnabledUntil = 0, failuresEnabled = false }] of Object.entries(settings)) {
        const node = nodes.get(id)
        if (node) nodes.set(id, { ...node, recordedUntil: allEnabledUntil, recordsFailures: failuresEnabled })
      }
      live.tick += 1
      for (const listener of numberListeners) listener()
    },
    clearMessages() {
      live.messages = []
      live.skipped = 0
      live.messageTick += 1
      for (const listener of messageListeners) listener()
    },
  }
  return live
}
