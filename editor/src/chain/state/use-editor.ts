import { createContext, useContext, useMemo } from 'react'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { type Comparison, changeCount, compare } from '../document/compare.ts'
import { type ChainDoc, emptyDoc } from '../document/document.ts'
import type { CanvasHandle } from './canvas-handle.ts'
import type { EditorState, EditorStore } from './editor.ts'
import type { Live } from './live.ts'
import type { Place } from './place.ts'

/** What every part of the open editor shares. */
export interface Session {
  readonly editor: EditorStore
  readonly live: Live
  readonly canvas: CanvasHandle
  /** goes to another page of the app */
  readonly go: (path: string) => void
  readonly place: Place
}

export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('A part of the chain editor is used outside of it')
  return session
}

export function useEditor<T>(pick: (state: EditorState) => T): T {
  return useStore(useSession().editor, pick)
}

/** Like `useEditor` for picks that make a new object or list each time. */
export function useEditorParts<T>(pick: (state: EditorState) => T): T {
  return useStore(useSession().editor, useShallow(pick))
}

const compared = new WeakMap<ChainDoc, { live: ChainDoc; result: Comparison }>()

/** How the draft differs from what runs; worked out once per document. */
export function comparisonOf(state: Pick<EditorState, 'doc' | 'liveDoc'>): Comparison {
  const live = state.liveDoc ?? emptyDoc
  const known = compared.get(state.doc)
  if (known?.live === live) return known.result
  const result = compare(live, state.doc)
  compared.set(state.doc, { live, result })
  return result
}

export function useComparison(): Comparison & { readonly count: number } {
  const comparison = useEditor(comparisonOf)
  return useMemo(() => ({ ...comparison, count: changeCount(comparison) }), [comparison])
}
