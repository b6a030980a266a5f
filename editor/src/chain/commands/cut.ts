import { IconCut } from '@tabler/icons-react'
import i18next from 'i18next'
import { copyText } from '../../parts/copy.ts'
import { toClip } from '../document/clip.ts'
import { removeNodes } from '../document/nodes.ts'
import { removeNotes } from '../document/notes.ts'
import { firstOutputOf } from '../state/catalog.ts'
import { edit, refuse } from '../state/editor.ts'
import { anythingChosen, type Command } from './command.ts'
import { keepClip } from './last-clip.ts'

export const cutCommand: Command = {
  id: 'cut',
  title: 'chain:command.cut',
  icon: IconCut,
  keys: ['Mod+X'],
  cannot: 'chain:cannot.nodeOrNote',
  canRun: anythingChosen,
  async run({ editor }) {
    const { doc, nodes, notes } = editor.getState()
    const text = toClip(doc, nodes, notes)
    keepClip(text)
    if (!(await copyText(text))) return refuse(editor, i18next.t('chain:say.notCopied'))
    const name =
      nodes.size > 0
        ? { key: 'chain:history.cut', values: { count: nodes.size } }
        : { key: 'chain:history.noteCut', values: { count: notes.size } }
    edit(editor, name, (now, { catalog }) =>
      removeNotes(
        removeNodes(now, nodes, (node) => firstOutputOf(node, catalog)),
        notes,
      ),
    )
  },
}
