import {
  type Icon,
  IconCommand,
  IconFileExport,
  IconFileImport,
  IconGitCompare,
  IconHistory,
  IconKeyboard,
  IconSend,
  IconVersions,
} from '@tabler/icons-react'
import type { Dialog } from '../state/editor.ts'
import { always, type Command } from './command.ts'

const opens = (id: NonNullable<Dialog>, title: string, icon: Icon, ...keys: string[]): Command => ({
  id,
  title,
  icon,
  keys,
  canRun: always,
  run: ({ editor }) => editor.setState({ dialog: id }),
})

export const dialogCommands: readonly Command[] = [
  opens('commands', 'chain:command.commands', IconCommand, 'Mod+K'),
  opens('keys', 'chain:command.keys', IconKeyboard, '?'),
  opens('compare', 'chain:command.compare', IconGitCompare),
  opens('versions', 'chain:command.versions', IconVersions),
  opens('history', 'chain:command.history', IconHistory),
  opens('send', 'chain:command.send', IconSend),
  opens('import', 'chain:command.import', IconFileImport),
  opens('export', 'chain:command.export', IconFileExport),
]
