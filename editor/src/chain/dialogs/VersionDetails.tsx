import { Button, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Trouble } from '../../parts/Trouble.tsx'
import { changeCount, compare } from '../document/compare.ts'
import { emptyDoc } from '../document/document.ts'
import { fromGraph } from '../document/graph.ts'
import { loadVersion, restoreVersion } from '../server.ts'
import { adopt, refuse } from '../state/editor.ts'
import { save } from '../state/saving.ts'
import { tellStep } from '../state/tell.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { Differences } from './Differences.tsx'
import styles from './dialogs.module.css'

type Against = 'before' | 'now'

/** What one version changed, or what bringing it back would change; and the way back to it. */
export function VersionDetails({ version, before }: { version: number; before: number | null }) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const chain = useEditor((state) => state.chain)
  const doc = useEditor((state) => state.doc)
  const [against, setAgainst] = useState<Against>('before')
  const {
    data: docs,
    error,
    refetch,
  } = useQuery({
    queryKey: ['chain-version', chain.id, version, before],
    queryFn: async () => {
      const docOf = async (number: number) => fromGraph((await loadVersion(chain.id, number)).graph)
      const [own, older] = await Promise.all([docOf(version), before === null ? null : docOf(before)])
      return { own, older: older ?? emptyDoc }
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  const restore = async () => {
    try {
      await save(editor)
      const name = { key: 'chain:history.restore', values: { version } }
      adopt(editor, await restoreVersion(chain.id, version), name)
      editor.setState({ dialog: null })
      tellStep(editor, t('chain:history.restore', { version }))
    } catch (reason) {
      refuse(editor, (reason as Error).message)
    }
  }
  if (error) return <Trouble error={error} retry={() => void refetch()} />
  if (!docs) return <p className={styles.text}>{t('chain:page.loading')}</p>
  const [from, to] = against === 'before' ? [docs.older, docs.own] : [doc, docs.own]
  const comparison = compare(from, to)
  const count = changeCount(comparison)
  return (
    <div className={styles.version}>
      <div className={styles.versionHead}>
        <SegmentedControl
          size="xs"
          aria-label={t('chain:versions.against')}
          data={(['before', 'now'] as const).map((value) => ({ value, label: t(`chain:versions.${value}`) }))}
          value={against}
          onChange={(value) => setAgainst(value as Against)}
        />
        <Button size="compact-sm" onClick={() => void restore()}>
          {t('chain:versions.restore')}
        </Button>
      </div>
      {count === 0 ? (
        <p className={styles.text}>{t(`chain:versions.same.${against}`)}</p>
      ) : (
        <Differences comparison={comparison} before={from} after={to} />
      )}
    </div>
  )
}
