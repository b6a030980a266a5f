import { IconSubtask } from '@tabler/icons-react'
import type { Session } from '../state/use-editor.ts'
import { type Command, theOne } from './command.ts'

/** The chain that the chosen node hands messages to. */
export function chainBehind({ editor }: Session, nodeId: string | null): string | null {
  const { doc, catalog } = editor.getState()
  const node = nodeId === null ? undefined : doc.nodes.get(nodeId)
  const fields = Object.entries(catalog.byType.get(node?.type ?? '')?.config ?? {})
  const key = fields.find(([, field]) => field.kind === 'chain')?.[0]
  const value = key === undefined ? undefined : node?.configuration[key]
  return typeof value === 'string' && value !== '' ? value : null
}

export const followCommand: Command = {
  id: 'follow',
  title: 'chain:command.follow',
  icon: IconSubtask,
  keys: ['Alt+ArrowDown'],
  canRun: (session) => chainBehind(session, theOne(session)) !== null,
  run(session) {
    const chainId = chainBehind(session, theOne(session))
    if (chainId !== null) session.place.enter(chainId)
  },
}
