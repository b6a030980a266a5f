import { IconCut } from '@tabler/icons-react'
import i18next from 'i18next'
import { copyText } from '../../parts/copy.ts'
import { tell } from '../../parts/toasts.ts'
import { toClip } from '../document/clip.ts'
import { removeNodes } from '../document/nodes.ts'
import { firstOutputOf } from '../state/catalog.ts'
import { edit } from '../state/editor.ts'
import { type Command, somethingChosen } from './command.ts'

export const cutCommand: Command = {
  id: 'cut',
  title: 'chain:command.cut',
  icon: IconCut,
  keys: ['Mod+X'],
  canRun: somethingChosen,
  async run({ editor }) {
    const { doc, nodes } = editor.getState()
    if (!(await copyText(toClip(doc, nodes)))) return tell(i18next.t('chain:say.notCopied'))
    edit(editor, { key: 'chain:history.cut', values: { count: nodes.size } }, (now, { catalog }) =>
      removeNodes(now, nodes, (node) => firstOutputOf(node, catalog)),
    )
  },
}
