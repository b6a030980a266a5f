import type { Connection, Edge, FinalConnectionState } from '@xyflow/react'
import { useMemo } from 'react'
import type { ChainDoc } from '../document/document.ts'
import { connect, disconnect } from '../document/wires.ts'
import { announce, type EditorStore, edit } from '../state/editor.ts'
import { useSession } from '../state/use-editor.ts'
import type { WireEdgeType } from './WireEdge.tsx'

/** Draws a wire as a named step. */
export function addWire(editor: EditorStore, from: string, output: string, to: string): void {
  edit(editor, wireName(editor, 'chain:history.wire', from, output, to), (doc) =>
    connect(doc, from, output, to),
  )
}

function wireName(editor: EditorStore, key: string, from: string, output: string, to: string) {
  const { nodes } = editor.getState().doc
  return { key, values: { output, from: `#${nodes.get(from)?.number}`, to: `#${nodes.get(to)?.number}` } }
}

/** The pointer at a port: onto an input it makes a wire, into the open it asks what to add there. */
export function useConnecting() {
  const { editor, canvas } = useSession()
  return useMemo(() => {
    const onConnect = ({ source, sourceHandle, target }: Connection) => {
      if (sourceHandle) addWire(editor, source, sourceHandle, target)
    }
    const onConnectEnd = (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      const handle = state.fromHandle
      if (state.isValid || !state.fromNode || handle?.type !== 'source' || !handle.id) return
      const pointer = 'changedTouches' in event ? event.changedTouches[0] : event
      if (!pointer || !state.to || hasBarelyMoved(state)) return
      const screen = { x: pointer.clientX, y: pointer.clientY }
      const place = canvas.current?.toCanvas(screen)
      if (!place) return
      const from = { node: state.fromNode.id, output: handle.id }
      editor.setState({ adding: { screen, place: { x: place.x, y: place.y - 22 }, from } })
    }
    const onReconnect = (old: WireEdgeType, next: Connection) => {
      const { sourceHandle } = next
      if (!sourceHandle) return
      const name = wireName(editor, 'chain:history.rewire', next.source, sourceHandle, next.target)
      edit(editor, name, (doc: ChainDoc) =>
        connect(disconnect(doc, [old.id]), next.source, sourceHandle, next.target),
      )
      announce(editor, '')
    }
    const isValidConnection = (connection: Edge | Connection) => connection.targetHandle === 'in'
    return { onConnect, onConnectEnd, onReconnect, isValidConnection }
  }, [editor, canvas])
}

/** A click on a port is no drag. */
function hasBarelyMoved({ from, to }: FinalConnectionState): boolean {
  return !!from && !!to && Math.hypot(to.x - from.x, to.y - from.y) < 12
}
