import { createStore } from 'zustand/vanilla'
import { litBy, type PathStep } from '../pane/path.ts'
import { openNode } from './editor.ts'
import type { Session } from './use-editor.ts'

interface Followed {
  readonly steps: readonly PathStep[]
  /** the node of another chain that is to be shown as soon as that chain is open */
  readonly goTo: { readonly chainId: string; readonly nodeId: string } | null
}

const noStep: readonly PathStep[] = []
/** The message that is followed, for all chains that are open in each other: its path goes on inside of them. */
const followed = createStore<Followed>(() => ({ steps: noStep, goTo: null }))

/** Lights the way of a message in every open chain that it went through. Returns what puts the light out. */
export function follow(steps: readonly PathStep[]): () => void {
  followed.setState({ steps })
  return () => followed.setState((state) => (state.steps === steps ? { steps: noStep } : {}))
}

/** Shows a step's node: here, or in its own chain, which is opened inside of this one. */
export function goToStep({ editor, canvas, place }: Session, { chainId, nodeId }: PathStep): void {
  if (chainId === editor.getState().chain.id) {
    openNode(editor, nodeId, 'messages')
    canvas.current?.focus(nodeId)
    return
  }
  place.enter(chainId)
  followed.setState({ goTo: { chainId, nodeId } })
}

/** Keeps a chain lit for as long as it is open. */
export function lightPath({ editor, canvas }: Session): () => void {
  const show = ({ steps, goTo }: Followed) => {
    const { chain, doc, lit } = editor.getState()
    const next = litBy(steps, chain.id, doc)
    if (next !== lit) editor.setState({ lit: next })
    if (goTo?.chainId !== chain.id) return
    followed.setState({ goTo: null })
    if (!doc.nodes.has(goTo.nodeId)) return
    openNode(editor, goTo.nodeId, 'messages')
    requestAnimationFrame(() => canvas.current?.focus(goTo.nodeId))
  }
  show(followed.getState())
  return followed.subscribe(show)
}
