import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Ago } from '../../parts/Ago.tsx'
import { loadVersions } from '../server.ts'
import { useEditor } from '../state/use-editor.ts'
import { Dialog } from './Dialog.tsx'
import styles from './dialogs.module.css'
import { VersionDetails } from './VersionDetails.tsx'

/** What ran before, who deployed it and why; each can be compared and brought back. */
export function Versions() {
  const { t } = useTranslation()
  const chain = useEditor((state) => state.chain)
  const [chosen, choose] = useState<number | null>(null)
  const { data: versions = [], isPending } = useQuery({
    queryKey: ['chain-versions', chain.id, chain.liveVersion],
    queryFn: () => loadVersions(chain.id),
  })
  return (
    <Dialog title={t('chain:versions.title')} size="xl">
      <p className={styles.text}>
        {versions.length === 0 && !isPending ? t('chain:versions.none') : t('chain:versions.text')}
      </p>
      <div className={styles.list}>
        {versions.map(({ version, createdTime, userName, note, summary }, index) => (
          <div key={version}>
            <button
              type="button"
              className={styles.row}
              aria-expanded={chosen === version}
              onClick={() => choose(chosen === version ? null : version)}
            >
              <b>v{version}</b>
              <span>{note || summary}</span>
              {version === chain.liveVersion && (
                <span className={styles.muted}>{t('chain:versions.live')}</span>
              )}
              <span className={styles.muted}>
                {userName} · <Ago at={createdTime} />
              </span>
            </button>
            {chosen === version && (
              <VersionDetails version={version} before={versions[index + 1]?.version ?? null} />
            )}
          </div>
        ))}
      </div>
    </Dialog>
  )
}
