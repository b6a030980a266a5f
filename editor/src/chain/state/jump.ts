import type { Problem } from '../../../../engine/rules/failure.ts'
import { openNode, select } from './editor.ts'
import type { Session } from './use-editor.ts'

/** Goes to what a problem is about: opens its node, or chooses its wire. */
export function jumpToProblem({ editor, canvas }: Session, problem: Problem): void {
  const { doc } = editor.getState()
  if (problem.nodeId !== undefined && doc.nodes.has(problem.nodeId)) {
    openNode(editor, problem.nodeId)
    canvas.current?.focus(problem.nodeId)
    return
  }
  const wire = [...doc.wires.values()][problem.connection ?? -1]
  if (wire) {
    select(editor, [], [wire.id])
    canvas.current?.focus(wire.from)
    return
  }
  editor.setState({ paneShown: true, paneTab: 'problems' })
}
