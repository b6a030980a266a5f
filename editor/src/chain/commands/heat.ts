import { IconFlame } from '@tabler/icons-react'
import { always, type Command } from './command.ts'

/** Shows on the canvas where time goes, where messages fail and where they wait. */
export const heatCommand: Command = {
  id: 'heat',
  title: 'chain:command.heat',
  icon: IconFlame,
  keys: ['H'],
  canRun: always,
  run: ({ editor }) => editor.setState((state) => ({ heat: !state.heat, view: 'canvas' })),
}
