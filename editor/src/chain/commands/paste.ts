import { IconClipboard } from '@tabler/icons-react'
import i18next from 'i18next'
import { tell } from '../../parts/toasts.ts'
import { paste, readClip } from '../document/clip.ts'
import { onGrid } from '../document/nodes.ts'
import { edit, select } from '../state/editor.ts'
import type { Session } from '../state/use-editor.ts'
import { always, type Command } from './command.ts'

/** Puts copied nodes under the pointer, or beside what is chosen; a text that holds none says so. */
export function pasteText({ editor, canvas }: Session, text: string): void {
  const clip = readClip(text)
  if (!clip) {
    tell(i18next.t('chain:say.nothingToPaste'))
    return
  }
  const { doc } = editor.getState()
  const at = onGrid(canvas.current?.pointer() ?? canvas.current?.middle() ?? { x: 40, y: 40 })
  const pasted = paste(doc, clip, at)
  edit(editor, { key: 'chain:history.paste', values: { count: pasted.ids.length } }, () => pasted.doc)
  select(editor, pasted.ids)
}

/** From a menu the clipboard must be asked for; where the browser refuses, the import box takes Ctrl V. */
export const pasteCommand: Command = {
  id: 'paste',
  title: 'chain:command.paste',
  icon: IconClipboard,
  keys: ['Mod+V'],
  native: true,
  canRun: always,
  async run(session) {
    try {
      pasteText(session, await navigator.clipboard.readText())
    } catch {
      session.editor.setState({ dialog: 'import' })
    }
  },
}
