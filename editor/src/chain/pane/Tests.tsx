import { ActionIcon, Button, Tooltip } from '@mantine/core'
import {
  IconCheck,
  IconDownload,
  IconGitCompare,
  IconPlayerPlay,
  IconTrash,
  IconX,
} from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { saveFile } from '../../parts/save-file.ts'
import { tellUndoable } from '../../parts/toasts.ts'
import { save } from '../state/saving.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { compareWithLive, exportTests, loadTests, removeTest, runTests } from '../trials.ts'
import list from './MessageList.module.css'
import { Shadow } from './Shadow.tsx'
import styles from './Tests.module.css'

/** Messages kept as tests of this chain, and the draft beside what runs on the last recorded messages. */
export function Tests() {
  const { t } = useTranslation()
  const { editor } = useSession()
  const queries = useQueryClient()
  const chain = useEditor((state) => state.chain)
  const key = ['chain-tests', chain.id]
  const { data: tests = [] } = useQuery({ queryKey: key, queryFn: () => loadTests(chain.id) })
  const run = useMutation({
    mutationFn: async () => {
      await save(editor)
      return runTests(chain.id)
    },
  })
  const compare = useMutation({
    mutationFn: async () => {
      await save(editor)
      return compareWithLive(chain.id, 100)
    },
  })
  const results = new Map(run.data?.map((one) => [one.id, one]))
  const remove = (id: string, name: string) => {
    queries.setQueryData(
      key,
      tests.filter((test) => test.id !== id),
    )
    const reload = () => void queries.invalidateQueries({ queryKey: key })
    tellUndoable(
      t('chain:tests.removed', { name }),
      () => void removeTest(chain.id, id).finally(reload),
      reload,
    )
  }
  const error = (run.error ?? compare.error) as Error | null
  return (
    <div className={styles.tests}>
      <div className={styles.bar}>
        <Button
          size="compact-sm"
          variant={tests.length > 0 ? 'filled' : 'default'}
          disabled={tests.length === 0}
          loading={run.isPending}
          leftSection={<IconPlayerPlay size={14} stroke={1.75} />}
          onClick={() => run.mutate()}
        >
          {t('chain:tests.run')}
        </Button>
        <Button
          size="compact-sm"
          disabled={chain.live === null}
          loading={compare.isPending}
          leftSection={<IconGitCompare size={14} stroke={1.75} />}
          onClick={() => compare.mutate()}
        >
          {t('chain:tests.compare')}
        </Button>
        {tests.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconDownload size={14} stroke={1.75} />}
            onClick={async () => saveFile(`${chain.name}.test.json`, await exportTests(chain.id))}
          >
            {t('chain:tests.export')}
          </Button>
        )}
        {run.data && (
          <span role="status">
            {t('chain:tests.result', {
              passed: run.data.filter((one) => one.problem === null).length,
              count: run.data.length,
            })}
          </span>
        )}
      </div>
      {error && (
        <p role="alert" className={styles.error}>
          {error.message}
        </p>
      )}
      {compare.data && <Shadow report={compare.data} />}
      {tests.length === 0 ? (
        <div className={list.empty}>
          <b>{t('chain:tests.none')}</b>
          <span>{t('chain:tests.noneHint')}</span>
        </div>
      ) : (
        <ul className={styles.list}>
          {tests.map((test) => {
            const result = results.get(test.id)
            return (
              <li key={test.id} data-failed={(result && result.problem !== null) || undefined}>
                <span className={styles.verdict}>
                  {result &&
                    (result.problem === null ? (
                      <IconCheck size={14} stroke={2} aria-label={t('chain:tests.passed')} />
                    ) : (
                      <IconX size={14} stroke={2} aria-label={t('chain:tests.failed')} />
                    ))}
                </span>
                <b>{test.name}</b>
                <span className={styles.about}>{result?.problem ?? test.deeds[0] ?? test.failure ?? ''}</span>
                <Tooltip label={t('chain:tests.remove')}>
                  <ActionIcon
                    size={24}
                    aria-label={t('chain:tests.remove')}
                    onClick={() => remove(test.id, test.name)}
                  >
                    <IconTrash size={14} stroke={1.75} />
                  </ActionIcon>
                </Tooltip>
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}
