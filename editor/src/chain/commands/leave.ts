import { IconCornerLeftUp } from '@tabler/icons-react'
import type { Command } from './command.ts'

/** Back out of a chain that was opened inside of another one. */
export const leaveCommand: Command = {
  id: 'leave',
  title: 'chain:bar.leave',
  icon: IconCornerLeftUp,
  keys: ['Alt+ArrowUp'],
  cannot: 'chain:cannot.leave',
  canRun: ({ place }) => place.outer.length > 0,
  run({ place }) {
    const outer = place.outer.at(-1)
    if (outer !== undefined) place.leaveTo(outer)
  },
}
