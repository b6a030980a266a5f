import type { TFunction } from 'i18next'
import type { DocNode } from '../document/document.ts'
import { nearest } from '../document/order.ts'
import { announce } from '../state/editor.ts'
import type { Session } from '../state/use-editor.ts'
import { addWire } from './use-connecting.ts'

type Direction = 'left' | 'right' | 'up' | 'down'

const called = (node: DocNode | undefined) => (node ? `#${node.number} ${node.name}` : '')

function candidates({ editor }: Session): DocNode[] {
  const { doc, catalog, wiring } = editor.getState()
  return [...doc.nodes.values()].filter(
    (node) => node.id !== wiring?.from && !catalog.byType.get(node.type)?.source,
  )
}

/** Begins a wire at a port; the nearest node to the right is proposed. */
export function startWiring(session: Session, from: string, output: string, t: TFunction): void {
  const { editor } = session
  editor.setState({ wiring: { from, output, target: null } })
  const here = editor.getState().doc.nodes.get(from)
  const all = candidates(session)
  const target = here && (nearest(here, all, 'right') ?? all[0])
  editor.setState({ wiring: { from, output, target: target?.id ?? null } })
  announce(
    editor,
    t('chain:say.wiring', { output, from: called(here), to: called(target) || t('chain:say.nobody') }),
  )
}

/** Proposes the next node in a direction. */
export function retarget(session: Session, direction: Direction, t: TFunction): void {
  const { editor } = session
  const { doc, wiring } = editor.getState()
  const here = doc.nodes.get(wiring?.target ?? wiring?.from ?? '')
  if (!wiring || !here) return
  const next = nearest(
    here,
    candidates(session).filter((node) => node.id !== here.id),
    direction,
  )
  if (!next) {
    announce(editor, t('chain:say.noNodeThere'))
    return
  }
  editor.setState({ wiring: { ...wiring, target: next.id } })
  announce(editor, t('chain:say.target', { to: called(next) }))
}

export function finishWiring(session: Session, t: TFunction): void {
  const { editor, canvas } = session
  const { doc, wiring } = editor.getState()
  editor.setState({ wiring: null })
  if (!wiring?.target) return
  addWire(editor, wiring.from, wiring.output, wiring.target)
  announce(
    editor,
    t('chain:say.connected', { output: wiring.output, to: called(doc.nodes.get(wiring.target)) }),
  )
  canvas.current?.focus(wiring.from)
}

export function cancelWiring({ editor, canvas }: Session, t: TFunction): void {
  const from = editor.getState().wiring?.from
  editor.setState({ wiring: null })
  announce(editor, t('chain:say.cancelled'))
  if (from !== undefined) canvas.current?.focus(from)
}
