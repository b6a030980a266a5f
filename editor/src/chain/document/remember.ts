import type { ChainGraph } from '../../../../engine/rules/chain.ts'
import { fromGraph, toGraph } from './graph.ts'
import type { History, Past } from './history.ts'
import type { Patch } from './patch.ts'

/** What a browser tab keeps of an open chain, so that a reload loses neither edits nor the way back. */
export interface Remembered extends Past {
  /** the revision of the draft on the server that these edits began from */
  readonly revision: number
  /** the server has not confirmed the document yet */
  readonly unsaved: boolean
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const keyOf = (chainId: string) => `weir.chain.${chainId}`
/** Browsers give a page about 5 MB; the oldest steps go first. */
const mostCharacters = 2_000_000

export function remember(shelf: Shelf, chainId: string, past: Remembered): void {
  const graph = toGraph(past.doc)
  let { done, undone }: { done: readonly Patch[]; undone: readonly Patch[] } = past.history
  for (let tries = 0; tries < 6; tries++) {
    const text = JSON.stringify({ revision: past.revision, unsaved: past.unsaved, graph, done, undone })
    if (text.length <= mostCharacters && kept(shelf, keyOf(chainId), text)) return
    done = done.slice(Math.ceil(done.length / 2))
    undone = []
  }
}

function kept(shelf: Shelf, key: string, text: string): boolean {
  try {
    shelf.setItem(key, text)
    return true
  } catch {
    return false
  }
}

/** What was kept for the chain; null when there is nothing, or it can't be read. */
export function recall(shelf: Shelf, chainId: string): Remembered | null {
  try {
    const saved = JSON.parse(shelf.getItem(keyOf(chainId)) ?? 'null') as
      | (History & { revision: number; unsaved: boolean; graph: ChainGraph })
      | null
    if (!saved || !Array.isArray(saved.done) || !Array.isArray(saved.undone)) return null
    return {
      doc: fromGraph(saved.graph),
      history: { done: saved.done, undone: saved.undone },
      revision: saved.revision,
      unsaved: saved.unsaved,
    }
  } catch {
    return null
  }
}

export function forget(shelf: Shelf, chainId: string): void {
  shelf.removeItem(keyOf(chainId))
}
