import '@xyflow/react/dist/base.css'
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useStore,
} from '@xyflow/react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Canvas.module.css'
import { CanvasEmpty } from './CanvasEmpty.tsx'
import { CanvasTools } from './CanvasTools.tsx'
import { ConnectionLine } from './ConnectionLine.tsx'
import { createChannels } from './channels.ts'
import { HeatView } from './HeatView.tsx'
import { HoverCard } from './HoverCard.tsx'
import { ImportReport } from './ImportReport.tsx'
import { KeyboardWire } from './KeyboardWire.tsx'
import { Note } from './Note.tsx'
import { Pills } from './Pills.tsx'
import { RuleNode } from './RuleNode.tsx'
import { SmallMap } from './SmallMap.tsx'
import { useCanvasHandle } from './use-canvas-handle.ts'
import { useCanvasKeys } from './use-canvas-keys.ts'
import { useChanges } from './use-changes.ts'
import { useConnecting } from './use-connecting.ts'
import { useDropping } from './use-dropping.ts'
import { useNotes } from './use-notes.ts'
import { useFaces, useProjection } from './use-projection.ts'
import { ChannelsContext, WireEdge } from './WireEdge.tsx'

const nodeTypes = { rule: RuleNode, note: Note }
const edgeTypes = { wire: WireEdge }
const coarse = matchMedia('(pointer: coarse)').matches
/** More moving water than this would cost the frames that the rest needs. */
const mostMoving = 120

export function Canvas() {
  return (
    <ReactFlowProvider>
      <CanvasInside />
    </ReactFlowProvider>
  )
}

function CanvasInside() {
  const { t } = useTranslation()
  const { live } = useSession()
  const area = useRef<HTMLElement>(null)
  const faces = useFaces()
  const changes = useChanges(faces)
  const { nodes, edges } = useProjection(faces, changes.drag, changes.wireUnderDrag)
  const notes = useNotes(changes.drag)
  const drawn = useMemo(() => [...notes, ...nodes], [notes, nodes])
  const wireCount = useEditor((state) => state.doc.wires.size)
  // a chain that begins empty must not jump when its first node comes
  const [fitsAtFirst] = useState(faces.size + notes.length > 0)
  const detail = useStore((state) =>
    state.transform[2] < 0.3 ? 'dot' : state.transform[2] < 0.6 ? 'short' : 'full',
  )
  const channels = useMemo(() => createChannels(live), [live])
  useEffect(() => channels.start(), [channels])
  useCanvasHandle(area)
  const keys = useCanvasKeys()
  return (
    <section
      ref={area}
      className={`${styles.canvas} weir-canvas`}
      aria-label={t('chain:canvas.label')}
      data-detail={detail}
      data-moving={wireCount <= mostMoving || undefined}
      {...useDropping(faces)}
      {...keys}
    >
      <ChannelsContext value={channels}>
        <ReactFlow
          nodes={drawn}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          {...changes.handlers}
          {...useConnecting()}
          connectionLineComponent={ConnectionLine}
          connectionRadius={32}
          minZoom={0.1}
          maxZoom={2}
          fitView={fitsAtFirst}
          fitViewOptions={{ maxZoom: 1, padding: 0.12 }}
          snapToGrid
          snapGrid={[20, 20]}
          selectionOnDrag={!coarse}
          panOnDrag={coarse ? true : [1]}
          selectionMode={SelectionMode.Partial}
          selectionKeyCode={null}
          multiSelectionKeyCode={['Control', 'Meta', 'Shift']}
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          elevateNodesOnSelect={false}
          disableKeyboardA11y
          edgesFocusable={false}
          onlyRenderVisibleElements
          nodeDragThreshold={3}
          proOptions={{ hideAttribution: true }}
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={2} color="var(--canvas-dot)" />
          <Pills faces={faces} drag={changes.drag} detail={detail} />
          <HeatView faces={faces} drag={changes.drag} />
          <KeyboardWire faces={faces} />
        </ReactFlow>
      </ChannelsContext>
      <CanvasEmpty />
      <ImportReport />
      <CanvasTools />
      <SmallMap faces={faces} />
      <HoverCard faces={faces} />
    </section>
  )
}
