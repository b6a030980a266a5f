/** What the store answers about rule chains, their versions and drafts. */
import type { ChainDocument, ChainGraph } from '../rules/chain.ts'
import type { Page, PageLink } from './store.ts'

export interface StoredChain {
  readonly id: string
  readonly createdTime: number
  readonly name: string
  readonly type: 'CORE' | 'EDGE'
  readonly root: boolean
  /** number of the live version; 0 when never deployed */
  readonly liveVersion: number
  readonly deployedTime: number | null
  readonly hasDraft: boolean
  readonly head: ChainDocument['ruleChain']
}

export interface ChainVersion {
  readonly version: number
  readonly createdTime: number
  readonly userId: string | null
  readonly userName: string | null
  readonly note: string
  /** "2 changed, 1 added" against the version before */
  readonly summary: string
}

export interface ChainDraft {
  readonly graph: ChainGraph
  /** version the draft was begun from */
  readonly basedOn: number
  /** grows with each save of the draft; a save that names an older one is a conflict */
  readonly revision: number
  readonly savedTime: number
  readonly userId: string | null
}

export interface ChainStore {
  list(link: PageLink, type?: 'CORE' | 'EDGE'): Promise<Page<StoredChain>>
  all(): Promise<StoredChain[]>
  get(id: string): Promise<StoredChain | null>
  root(): Promise<StoredChain | null>
  create(head: ChainDocument['ruleChain']): Promise<StoredChain>
  updateHead(id: string, head: ChainDocument['ruleChain']): Promise<StoredChain>
  /** Throws `Conflict` for the root chain and for one a profile refers to. */
  remove(id: string): Promise<boolean>
  setRoot(id: string): Promise<StoredChain>
  /** The graph that is live, null when never deployed. */
  live(id: string): Promise<ChainGraph | null>
  version(id: string, version: number): Promise<ChainGraph | null>
  /** Changes what is live in its place, for what makes no new version; null when never deployed. */
  changeLive(id: string, change: (live: ChainGraph) => ChainGraph): Promise<ChainGraph | null>
  versions(id: string): Promise<ChainVersion[]>
  /** Makes the graph the next live version and drops the draft it came from. */
  deploy(
    id: string,
    graph: ChainGraph,
    by: { userId: string | null; note: string; summary: string },
  ): Promise<StoredChain>
  draft(id: string): Promise<ChainDraft | null>
  /** Throws `Conflict` when `revision` is not the stored one (null = no draft yet). */
  saveDraft(
    id: string,
    graph: ChainGraph,
    by: { userId: string | null; revision: number | null },
  ): Promise<ChainDraft>
  dropDraft(id: string): Promise<void>
}
