import {
  type Icon,
  IconCode,
  IconLayoutBottombar,
  IconLayoutSidebarRight,
  IconListTree,
  IconSchema,
} from '@tabler/icons-react'
import type { View } from '../state/editor.ts'
import { always, type Command } from './command.ts'

const shows = (view: View, title: string, icon: Icon): Command => ({
  id: `view-${view}`,
  title,
  icon,
  keys: [],
  canRun: ({ editor }) => editor.getState().view !== view,
  run: ({ editor }) => editor.setState({ view }),
})

export const viewCommands: readonly Command[] = [
  shows('canvas', 'chain:command.canvas', IconSchema),
  shows('outline', 'chain:command.outline', IconListTree),
  shows('text', 'chain:command.text', IconCode),
  {
    id: 'toggle-pane',
    title: 'chain:command.pane',
    icon: IconLayoutBottombar,
    keys: [],
    canRun: always,
    run: ({ editor }) => editor.setState((state) => ({ paneShown: !state.paneShown })),
  },
  {
    id: 'toggle-panel',
    title: 'chain:command.panel',
    icon: IconLayoutSidebarRight,
    keys: [],
    canRun: always,
    run: ({ editor }) => editor.setState((state) => ({ panelShown: !state.panelShown })),
  },
]
