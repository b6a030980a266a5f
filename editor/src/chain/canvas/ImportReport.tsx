import { ActionIcon } from '@mantine/core'
import { IconAlertTriangle, IconInfoCircle, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { openNode } from '../state/editor.ts'
import { keepReport } from '../state/import-report.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './ImportReport.module.css'

/** What an import could not carry over as it was; a click goes to the node. Stays until it is closed. */
export function ImportReport() {
  const { t } = useTranslation()
  const { editor, canvas } = useSession()
  const chainId = useEditor((state) => state.chain.id)
  const report = useEditor((state) => state.imported)
  const nodes = useEditor((state) => state.doc.nodes)
  if (report === null) return null
  const close = () => {
    keepReport(sessionStorage, chainId, null)
    editor.setState({ imported: null })
  }
  const go = (id: string) => {
    openNode(editor, id)
    canvas.current?.focus(id)
  }
  return (
    <section className={styles.report} aria-label={t('chain:import.report', { name: report.name })}>
      <header>
        <h3>{t('chain:import.report', { name: report.name })}</h3>
        <ActionIcon size={24} aria-label={t('chain:import.closeReport')} onClick={close}>
          <IconX size={14} />
        </ActionIcon>
      </header>
      <p>{t('chain:import.reportText')}</p>
      <ul>
        {report.notes.map(({ severity, message, nodeId }) => {
          const Icon = severity === 'warning' ? IconAlertTriangle : IconInfoCircle
          const isHere = nodeId !== null && nodes.has(nodeId)
          return (
            <li key={`${nodeId} ${message}`} data-severity={severity}>
              <Icon size={14} stroke={1.75} aria-label={t(`chains:import.${severity}`)} />
              {isHere ? (
                <button type="button" onClick={() => go(nodeId)}>
                  {message}
                </button>
              ) : (
                <span>{message}</span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
