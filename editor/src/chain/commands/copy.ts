import { IconCopy } from '@tabler/icons-react'
import i18next from 'i18next'
import { copyText } from '../../parts/copy.ts'
import { tell } from '../../parts/toasts.ts'
import { toClip } from '../document/clip.ts'
import { type Command, somethingChosen } from './command.ts'

export const copyCommand: Command = {
  id: 'copy',
  title: 'chain:command.copy',
  icon: IconCopy,
  keys: ['Mod+C'],
  canRun: somethingChosen,
  async run({ editor }) {
    const { doc, nodes } = editor.getState()
    const copied = await copyText(toClip(doc, nodes))
    tell(copied ? i18next.t('chain:say.copied', { count: nodes.size }) : i18next.t('chain:say.notCopied'))
  },
}
