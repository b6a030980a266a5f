import { type FocusEvent, type KeyboardEvent, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { notesOf } from '../document/notes.ts'
import { openByKey, select } from '../state/editor.ts'
import { useSession } from '../state/use-editor.ts'
import { neighbour } from './walk.ts'
import { cancelWiring, finishWiring, retarget, startWiring } from './wiring.ts'

const directions = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' } as const

/**
 * The canvas by keyboard. On a node: Enter opens it, arrows go along wires. On a port: Enter starts a wire, arrows
 * choose where it goes, Enter connects, Escape gives up. All other keys are commands (commands/).
 */
export function useCanvasKeys() {
  const session = useSession()
  const { t } = useTranslation()
  return useMemo(() => {
    const { editor, canvas } = session
    const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
      const target = event.target as HTMLElement
      if (target.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return
      const direction = directions[event.key as keyof typeof directions]
      const done = () => {
        event.preventDefault()
        event.stopPropagation()
      }
      if (editor.getState().wiring) {
        if (direction) retarget(session, direction, t)
        else if (event.key === 'Enter') finishWiring(session, t)
        else if (event.key === 'Escape') cancelWiring(session, t)
        else return
        return done()
      }
      const nodeId = target.closest<HTMLElement>('.react-flow__node')?.dataset.id
      const port = target.dataset.port
      if (!nodeId) return
      if (notesOf(editor.getState().doc).has(nodeId)) {
        if (event.key !== 'Enter') return
        editor.setState({ renaming: nodeId })
        return done()
      }
      if (event.key === 'Enter' || (event.key === ' ' && port !== undefined)) {
        if (port !== undefined) startWiring(session, nodeId, port, t)
        else openByKey(editor, nodeId)
        return done()
      }
      if (direction && !event.shiftKey && port === undefined) {
        const next = neighbour(editor.getState().doc, nodeId, direction)
        if (next) {
          select(editor, [next])
          canvas.current?.focus(next)
        }
        return done()
      }
    }
    const onFocus = (event: FocusEvent<HTMLElement>) => {
      const target = event.target as HTMLElement
      const id = target.classList.contains('react-flow__node') ? target.dataset.id : undefined
      if (id === undefined || !target.matches(':focus-visible')) return
      const { doc, nodes, notes, wiring } = editor.getState()
      if (wiring || nodes.has(id) || notes.has(id)) return
      if (doc.nodes.has(id)) select(editor, [id])
      else select(editor, [], [], [id])
    }
    return { onKeyDown, onFocus }
  }, [session, t])
}
