import { IconCopy } from '@tabler/icons-react'
import i18next from 'i18next'
import { copyText } from '../../parts/copy.ts'
import { tell } from '../../parts/toasts.ts'
import { toClip } from '../document/clip.ts'
import { refuse } from '../state/editor.ts'
import { anythingChosen, type Command } from './command.ts'
import { keepClip } from './last-clip.ts'

export const copyCommand: Command = {
  id: 'copy',
  title: 'chain:command.copy',
  icon: IconCopy,
  keys: ['Mod+C'],
  cannot: 'chain:cannot.nodeOrNote',
  canRun: anythingChosen,
  async run({ editor }) {
    const { doc, nodes, notes } = editor.getState()
    const text = toClip(doc, nodes, notes)
    keepClip(text)
    const copied = await copyText(text)
    if (!copied) return refuse(editor, i18next.t('chain:say.notCopied'))
    tell(
      nodes.size > 0
        ? i18next.t('chain:say.copied', { count: nodes.size })
        : i18next.t('chain:say.copiedNotes', { count: notes.size }),
    )
  },
}
