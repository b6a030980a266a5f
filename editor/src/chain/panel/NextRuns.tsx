import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DocNode } from '../document/document.ts'
import { loadNextRuns } from '../server.ts'
import { useEditor } from '../state/use-editor.ts'
import styles from './Panel.module.css'

/** When a node that works by the time does so next, as it runs now. */
export function NextRuns({ node }: { node: DocNode }) {
  const { t, i18n } = useTranslation()
  const chainId = useEditor((state) => state.chain.id)
  const version = useEditor((state) => state.chain.liveVersion)
  const { data } = useQuery({
    queryKey: ['next-runs', chainId, node.id, version],
    queryFn: () => loadNextRuns(chainId, node.id),
    refetchInterval: 10_000,
  })
  if (data === undefined) return null
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' })
  return (
    <section className={styles.section} aria-label={t('chain:runs.title')}>
      <h3>{t('chain:runs.title')}</h3>
      {data === null && <p className={styles.muted}>{t('chain:runs.notLive')}</p>}
      {data?.status && <p>{data.status}</p>}
      {data?.nextRuns.length === 0 && <p className={styles.muted}>{t('chain:runs.none')}</p>}
      {data && data.nextRuns.length > 0 && (
        <ol className={styles.runs}>
          {data.nextRuns.map((at) => (
            <li key={at}>
              <time dateTime={new Date(at).toISOString()}>{format.format(at)}</time>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
