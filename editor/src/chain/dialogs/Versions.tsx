import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Ago } from '../../parts/Ago.tsx'
import { tell } from '../../parts/toasts.ts'
import { loadVersions, restoreVersion } from '../server.ts'
import { adopt } from '../state/editor.ts'
import { save } from '../state/saving.ts'
import { tellStep } from '../state/tell.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { Dialog } from './Dialog.tsx'
import styles from './dialogs.module.css'

/** What ran before, who deployed it and why; restoring makes it the draft, to look at before it is deployed. */
export function Versions() {
  const { t } = useTranslation()
  const { editor } = useSession()
  const chain = useEditor((state) => state.chain)
  const { data: versions = [], isPending } = useQuery({
    queryKey: ['chain-versions', chain.id, chain.liveVersion],
    queryFn: () => loadVersions(chain.id),
  })
  const restore = async (version: number) => {
    try {
      await save(editor)
      adopt(editor, await restoreVersion(chain.id, version), {
        key: 'chain:history.restore',
        values: { version },
      })
      editor.setState({ dialog: null })
      tellStep(editor, t('chain:history.restore', { version }))
    } catch (error) {
      tell((error as Error).message)
    }
  }
  return (
    <Dialog title={t('chain:versions.title')}>
      <p className={styles.text}>
        {versions.length === 0 && !isPending ? t('chain:versions.none') : t('chain:versions.text')}
      </p>
      <div className={styles.list}>
        {versions.map(({ version, createdTime, userName, note, summary }) => (
          <div key={version} className={styles.row}>
            <b>v{version}</b>
            <span>{note || summary}</span>
            <span className={styles.muted}>
              {userName} · <Ago at={createdTime} />
            </span>
            {version === chain.liveVersion ? (
              <span className={styles.muted}>{t('chain:versions.live')}</span>
            ) : (
              <Button size="compact-xs" onClick={() => void restore(version)}>
                {t('chain:versions.restore')}
              </Button>
            )}
          </div>
        ))}
      </div>
    </Dialog>
  )
}
