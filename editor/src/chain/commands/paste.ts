import { IconClipboard } from '@tabler/icons-react'
import i18next from 'i18next'
import { paste, readClip } from '../document/clip.ts'
import { onGrid } from '../document/nodes.ts'
import { edit, refuse, select } from '../state/editor.ts'
import type { Session } from '../state/use-editor.ts'
import { always, askedPlace, type Command } from './command.ts'
import { lastClip } from './last-clip.ts'

/** Puts copied nodes under the pointer, or beside what is chosen; a text that holds none says so. */
export function pasteText(session: Session, text: string, place = askedPlace(session)): void {
  const { editor, canvas } = session
  const clip = readClip(text)
  if (!clip) {
    refuse(editor, i18next.t('chain:say.nothingToPaste'))
    return
  }
  const { doc } = editor.getState()
  const at = onGrid(place ?? canvas.current?.middle() ?? { x: 40, y: 40 })
  const pasted = paste(doc, clip, at)
  if (pasted.doc === doc) {
    refuse(editor, i18next.t('chain:say.nothingToPaste'))
    return
  }
  const name =
    pasted.ids.length > 0
      ? { key: 'chain:history.paste', values: { count: pasted.ids.length } }
      : { key: 'chain:history.notePaste', values: { count: pasted.notes.length } }
  edit(editor, name, () => pasted.doc)
  select(editor, pasted.ids, [], pasted.notes)
  const first = pasted.ids[0] ?? pasted.notes[0]
  if (first !== undefined) canvas.current?.focus(first)
}

/** Null where the browser lets no page read the clipboard, and nothing was copied in this tab before. */
async function clipboardText(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText()
  } catch {
    return lastClip()
  }
}

/** From a menu the clipboard must be asked for; where that is of no use, the import box takes Ctrl V. */
export const pasteCommand: Command = {
  id: 'paste',
  title: 'chain:command.paste',
  icon: IconClipboard,
  keys: ['Mod+V'],
  native: true,
  canRun: always,
  async run(session) {
    const place = askedPlace(session)
    const text = await clipboardText()
    if (text !== null) return pasteText(session, text, place)
    refuse(session.editor, i18next.t('chain:say.pasteByKey'))
    session.editor.setState({ dialog: 'import' })
  },
}
