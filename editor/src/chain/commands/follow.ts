import { IconSubtask } from '@tabler/icons-react'
import { chainIn } from '../state/catalog.ts'
import type { Session } from '../state/use-editor.ts'
import { type Command, theOne } from './command.ts'

/** The chain that the chosen node hands messages to. */
export function chainBehind({ editor }: Session, nodeId: string | null): string | null {
  const { doc, catalog } = editor.getState()
  return chainIn(doc.nodes.get(nodeId ?? ''), catalog)
}

export const followCommand: Command = {
  id: 'follow',
  title: 'chain:command.follow',
  icon: IconSubtask,
  keys: ['Alt+ArrowDown'],
  cannot: 'chain:cannot.follow',
  canRun: (session) => chainBehind(session, theOne(session)) !== null,
  run(session) {
    const chainId = chainBehind(session, theOne(session))
    if (chainId !== null) session.place.enter(chainId)
  },
}
