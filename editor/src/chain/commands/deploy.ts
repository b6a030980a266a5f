import { IconRocket } from '@tabler/icons-react'
import i18next from 'i18next'
import { tell } from '../../parts/toasts.ts'
import { changeCount } from '../document/compare.ts'
import { deploy } from '../server.ts'
import { adopt, announce, refuse } from '../state/editor.ts'
import { jumpToProblem } from '../state/jump.ts'
import { save } from '../state/saving.ts'
import { comparisonOf, type Session } from '../state/use-editor.ts'
import type { Command } from './command.ts'

/** Makes the draft live. With problems it goes to the first one instead. */
export async function deployNow(session: Session, note: string): Promise<void> {
  const { editor } = session
  if (editor.getState().deploying) return
  editor.setState({ deploying: true })
  try {
    await save(editor)
    const { chain, problems, revision, saving } = editor.getState()
    if (saving.state !== 'saved') return refuse(editor, i18next.t('chain:say.notSavedYet'))
    const error = problems.find((problem) => problem.severity === 'error')
    if (error) return jumpToProblem(session, error)
    const answer = await deploy(chain.id, revision, note)
    if (answer.kind === 'problems') {
      editor.setState({ problems: answer.problems, paneShown: true, paneTab: 'problems' })
    } else if (answer.kind === 'refused') {
      refuse(editor, answer.reason)
    } else {
      adopt(editor, answer.chain, {
        key: 'chain:history.deploy',
        values: { version: answer.chain.liveVersion },
      })
      const said = i18next.t('chain:say.deployed', { version: answer.chain.liveVersion })
      tell(said)
      announce(editor, said)
    }
  } finally {
    editor.setState({ deploying: false })
  }
}

export const deployCommand: Command = {
  id: 'deploy',
  title: 'chain:command.deploy',
  icon: IconRocket,
  keys: ['Mod+Enter'],
  cannot: 'chain:cannot.deploy',
  canRun: ({ editor }) => {
    const state = editor.getState()
    return state.chain.hasDraft || changeCount(comparisonOf(state)) > 0
  },
  run: (session) => deployNow(session, ''),
}
