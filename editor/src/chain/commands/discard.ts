import { IconTrashX } from '@tabler/icons-react'
import i18next from 'i18next'
import { discardDraft } from '../server.ts'
import { adopt } from '../state/editor.ts'
import { tellStep } from '../state/tell.ts'
import type { Command } from './command.ts'

/** Goes back to what runs. The draft stays one undo away. */
export const discardCommand: Command = {
  id: 'discard',
  title: 'chain:command.discard',
  icon: IconTrashX,
  keys: [],
  cannot: 'chain:cannot.discard',
  canRun: ({ editor }) => editor.getState().chain.hasDraft && editor.getState().chain.live !== null,
  async run({ editor }) {
    adopt(editor, await discardDraft(editor.getState().chain.id), { key: 'chain:history.discard' })
    tellStep(editor, i18next.t('chain:history.discard'))
  },
}
