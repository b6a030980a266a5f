import { addCommand } from './add.ts'
import { bypassCommand } from './bypass.ts'
import type { Command } from './command.ts'
import { copyCommand } from './copy.ts'
import { cutCommand } from './cut.ts'
import { deleteCommand } from './delete.ts'
import { deployCommand } from './deploy.ts'
import { dialogCommands } from './dialogs.ts'
import { discardCommand } from './discard.ts'
import { duplicateCommand } from './duplicate.ts'
import { fitCommand } from './fit.ts'
import { followCommand } from './follow.ts'
import { heatCommand } from './heat.ts'
import { leaveCommand } from './leave.ts'
import { makeFirstCommand } from './make-first.ts'
import { noteCommand } from './note.ts'
import { nudgeCommands } from './nudge.ts'
import { openCommand } from './open.ts'
import { pasteCommand } from './paste.ts'
import { recordCommand, stopRecordingCommand } from './record.ts'
import { redoCommand } from './redo.ts'
import { renameCommand } from './rename.ts'
import { selectAllCommand } from './select-all.ts'
import { tidyCommand } from './tidy.ts'
import { undoCommand } from './undo.ts'
import { viewCommands } from './views.ts'
import { zoomActualCommand, zoomInCommand, zoomOutCommand } from './zoom.ts'

export const allCommands: readonly Command[] = [
  addCommand,
  noteCommand,
  undoCommand,
  redoCommand,
  deployCommand,
  openCommand,
  renameCommand,
  recordCommand,
  stopRecordingCommand,
  bypassCommand,
  makeFirstCommand,
  followCommand,
  leaveCommand,
  cutCommand,
  copyCommand,
  pasteCommand,
  duplicateCommand,
  deleteCommand,
  selectAllCommand,
  tidyCommand,
  fitCommand,
  zoomActualCommand,
  zoomInCommand,
  zoomOutCommand,
  heatCommand,
  ...dialogCommands,
  discardCommand,
  ...viewCommands,
  ...nudgeCommands,
]

export const commandsById: ReadonlyMap<string, Command> = new Map(allCommands.map((one) => [one.id, one]))

/** What the context menu offers, by what was clicked; null is a line between. */
export const menus: Readonly<Record<'node' | 'wire' | 'canvas', readonly (string | null)[]>> = {
  node: [
    'open',
    'follow',
    'rename',
    'record',
    'bypass',
    'make-first',
    null,
    'cut',
    'copy',
    'duplicate',
    null,
    'tidy',
    'delete',
  ],
  wire: ['delete'],
  canvas: ['add', 'note', 'paste', null, 'select-all', 'tidy', 'fit', 'heat', null, 'import', 'export'],
}
