import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../../../engine/rules/failure.ts'
import { jumpToProblem } from '../state/jump.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import list from './MessageList.module.css'
import styles from './Problems.module.css'

/** Everything wrong with the draft; a click goes there. */
export function Problems() {
  const { t } = useTranslation()
  const session = useSession()
  const problems = useEditor((state) => state.problems)
  const doc = useEditor((state) => state.doc)
  if (problems.length === 0) {
    return (
      <div className={list.empty}>
        <IconCheck size={16} aria-hidden="true" />
        <b>{t('chain:problems.none')}</b>
        <span>{t('chain:problems.noneHint')}</span>
      </div>
    )
  }
  const about = (problem: Problem) => {
    const node = doc.nodes.get(problem.nodeId ?? '')
    return node ? `#${node.number} ${node.name}` : t('chain:problems.chain')
  }
  return (
    <ul className={list.list}>
      {problems.map((problem, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same problem may be there twice
        <li key={`${index}:${problem.message}`}>
          <button
            type="button"
            className={styles.problem}
            data-severity={problem.severity}
            onClick={() => jumpToProblem(session, problem)}
          >
            <IconAlertTriangle size={14} stroke={2} aria-hidden="true" />
            <span>{t(`chain:problems.${problem.severity}`)}</span>
            <b>{about(problem)}</b>
            <span>{problem.message}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
