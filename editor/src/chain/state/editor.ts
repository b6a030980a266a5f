import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChainView, DraftView } from '../../../../engine/api/contract.ts'
import type { Problem } from '../../../../engine/rules/failure.ts'
import type { ChainDoc, Point } from '../document/document.ts'
import { fromGraph } from '../document/graph.ts'
import { goTo, type History, noHistory, redo, step, undo } from '../document/history.ts'
import { notesOf } from '../document/notes.ts'
import type { PatchName } from '../document/patch.ts'
import type { Remembered } from '../document/remember.ts'
import { type Lit, unlit } from '../pane/path.ts'
import type { Catalog } from './catalog.ts'
import type { ImportReport } from './import-report.ts'

export type View = 'canvas' | 'outline' | 'text'
export type PanelTab = 'settings' | 'messages' | 'help'
export type PaneTab = 'messages' | 'failures' | 'problems' | 'tests'
export type Dialog =
  | null
  | 'commands'
  | 'keys'
  | 'import'
  | 'export'
  | 'compare'
  | 'versions'
  | 'history'
  | 'send'

export type Saving =
  | { readonly state: 'saved'; readonly at: number | null }
  | { readonly state: 'waiting' }
  | { readonly state: 'saving' }
  | { readonly state: 'unreachable'; readonly since: number }
  | { readonly state: 'conflict'; readonly theirs: DraftView | null }
  | { readonly state: 'refused'; readonly reason: string }

/** A wire that is being drawn with the keyboard. */
export interface Wiring {
  readonly from: string
  readonly output: string
  readonly target: string | null
}

/** The search for a node to add: where on the screen it opens, and where the node will go. */
export interface Adding {
  readonly screen: Point
  readonly place: Point
  /** the new node is wired from here at once */
  readonly from?: { readonly node: string; readonly output: string }
}

export interface MenuAt {
  readonly screen: Point
  readonly on: 'node' | 'wire' | 'canvas'
}

export interface EditorState {
  readonly chain: ChainView
  readonly catalog: Catalog
  readonly doc: ChainDoc
  readonly history: History
  /** what runs; empty when the chain was never deployed */
  readonly liveDoc: ChainDoc | null
  readonly revision: number
  readonly saving: Saving
  readonly problems: readonly Problem[]
  readonly nodes: ReadonlySet<string>
  readonly wires: ReadonlySet<string>
  /** notes that are chosen */
  readonly notes: ReadonlySet<string>
  /** the node in the right panel */
  readonly opened: string | null
  readonly panelShown: boolean
  /** grows each time the panel is opened by key, and takes the focus */
  readonly panelCalls: number
  readonly panelTab: PanelTab
  readonly paneShown: boolean
  readonly paneTab: PaneTab
  /** only this node's messages are listed in the pane */
  readonly paneNode: string | null
  readonly view: View
  readonly dialog: Dialog
  readonly adding: Adding | null
  readonly wiring: Wiring | null
  readonly menu: MenuAt | null
  readonly renaming: string | null
  /** where the message went that is followed */
  readonly lit: Lit
  /** time, failures and queues are drawn on the canvas */
  readonly heat: boolean
  readonly hovered: string | null
  /** nodes whose many outputs are all shown */
  readonly spread: ReadonlySet<string>
  readonly deploying: boolean
  /** what the last import could not carry over */
  readonly imported: ImportReport | null
  /** why the last thing that somebody wanted was not done; goes by itself */
  readonly refusal: { readonly reason: string; readonly at: number } | null
  /** last sentence for the screen reader */
  readonly announcement: string
}

export type EditorStore = StoreApi<EditorState>

export const nothing: ReadonlySet<string> = new Set()

/** Opens a chain: the draft when there is one, else what runs; with the tab's own memory of it when that fits. */
export function createEditor(chain: ChainView, catalog: Catalog, remembered: Remembered | null): EditorStore {
  const graph = chain.draft?.graph ?? chain.live ?? { firstNodeIndex: null, nodes: [], connections: [] }
  const revision = chain.draft?.revision ?? 0
  const fits = remembered !== null && remembered.revision === revision
  return createStore<EditorState>(() => ({
    chain,
    catalog,
    doc: fits ? remembered.doc : fromGraph(graph),
    history: fits ? remembered.history : noHistory,
    liveDoc: chain.live === null ? null : fromGraph(chain.live),
    revision,
    saving:
      fits && remembered.unsaved
        ? { state: 'waiting' }
        : { state: 'saved', at: chain.draft?.savedTime ?? null },
    problems: chain.problems_list,
    nodes: nothing,
    wires: nothing,
    notes: nothing,
    opened: null,
    panelShown: true,
    panelCalls: 0,
    panelTab: 'settings',
    paneShown: true,
    paneTab: 'messages',
    paneNode: null,
    view: 'canvas',
    dialog: null,
    adding: null,
    wiring: null,
    menu: null,
    renaming: null,
    lit: unlit,
    heat: false,
    hovered: null,
    spread: nothing,
    deploying: false,
    imported: null,
    refusal: null,
    announcement: '',
  }))
}

/** The one way to change the document: a named step, that undo takes back. */
export function edit(
  editor: EditorStore,
  name: PatchName,
  change: (doc: ChainDoc, state: EditorState) => ChainDoc,
  merge?: string,
): void {
  editor.setState((state) => {
    const about = { name, at: Date.now(), ...(merge === undefined ? {} : { merge }) }
    return settled(state, step(state, change(state.doc, state), about))
  })
}

export const undoStep = (editor: EditorStore) => editor.setState((state) => settled(state, undo(state)))
export const redoStep = (editor: EditorStore) => editor.setState((state) => settled(state, redo(state)))
export const goToStep = (editor: EditorStore, count: number) =>
  editor.setState((state) => settled(state, goTo(state, count)))

/** What is chosen or open must exist in the document. */
function settled(state: EditorState, past: { doc: ChainDoc; history: History }): Partial<EditorState> {
  if (past.doc === state.doc) return {}
  const { doc, history } = past
  const saving = state.saving.state === 'conflict' ? state.saving : ({ state: 'waiting' } as const)
  return {
    doc,
    history,
    saving,
    nodes: existing(state.nodes, doc.nodes),
    wires: existing(state.wires, doc.wires),
    notes: existing(state.notes, notesOf(doc)),
    opened: state.opened !== null && doc.nodes.has(state.opened) ? state.opened : null,
  }
}

function existing(ids: ReadonlySet<string>, map: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  for (const id of ids) if (!map.has(id)) return new Set([...ids].filter((one) => map.has(one)))
  return ids
}

export function select(
  editor: EditorStore,
  nodes: Iterable<string>,
  wires: Iterable<string> = [],
  notes: Iterable<string> = [],
): void {
  const chosen = new Set(nodes)
  const opened = chosen.size === 1 ? ([...chosen][0] ?? null) : null
  editor.setState({ nodes: chosen, wires: new Set(wires), notes: new Set(notes), opened })
}

export function openNode(editor: EditorStore, id: string, tab: PanelTab = 'settings'): void {
  editor.setState({
    nodes: new Set([id]),
    wires: nothing,
    notes: nothing,
    opened: id,
    panelShown: true,
    panelTab: tab,
  })
}

/** Opens a node by key: the keyboard goes along into the panel. */
export function openByKey(editor: EditorStore, id: string): void {
  openNode(editor, id)
  editor.setState((state) => ({ panelCalls: state.panelCalls + 1 }))
}

export function announce(editor: EditorStore, announcement: string): void {
  editor.setState({ announcement })
}

/** Says why something was not done. */
export function refuse(editor: EditorStore, reason: string): void {
  editor.setState({ refusal: { reason, at: Date.now() } })
}

/** The chain as the server holds it now, after a deploy, a discard or a restore; the way back is kept. */
export function adopt(editor: EditorStore, chain: ChainView, name: PatchName): void {
  const graph = chain.draft?.graph ?? chain.live
  editor.setState((state) => {
    const doc = graph ? fromGraph(graph) : state.doc
    const past = step(state, doc, { name, at: Date.now() })
    return {
      ...settled(state, past),
      chain,
      liveDoc: chain.live === null ? null : fromGraph(chain.live),
      revision: chain.draft?.revision ?? 0,
      problems: chain.problems_list,
      saving: { state: 'saved', at: chain.draft?.savedTime ?? null },
    }
  })
}
