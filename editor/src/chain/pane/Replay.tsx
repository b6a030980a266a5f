import { Button, TextInput } from '@mantine/core'
import { IconBookmark, IconPlayerPlay } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import type { TrialRunJson } from '../../../../engine/api/contract-trial.ts'
import { tell } from '../../parts/toasts.ts'
import { toGraph } from '../document/graph.ts'
import { useSession } from '../state/use-editor.ts'
import { keepTest, tryMessage } from '../trials.ts'
import styles from './Replay.module.css'
import { Trial } from './Trial.tsx'

/** Runs a remembered message through the chain as it is drawn, without any effect; and keeps it as a test. */
export function Replay({ message }: { message: RememberedMessage }) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const queries = useQueryClient()
  const [run, setRun] = useState<TrialRunJson | null>(null)
  const [busy, setBusy] = useState(false)
  const [name, setName] = useState<string | null>(null)
  const [error, setError] = useState<string | null>(null)
  const ask = () => ({ seq: message.seq, graph: toGraph(editor.getState().doc) })

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (reason) {
      setError((reason as Error).message)
    } finally {
      setBusy(false)
    }
  }
  const tryIt = () => attempt(async () => setRun(await tryMessage(message.chainId, ask())))
  const keep = () =>
    attempt(async () => {
      await keepTest(message.chainId, (name ?? '').trim(), ask())
      await queries.invalidateQueries({ queryKey: ['chain-tests', message.chainId] })
      tell(t('chain:trial.kept', { name }))
      setName(null)
    })
  return (
    <>
      <div className={styles.bar}>
        <Button
          size="compact-xs"
          loading={busy}
          leftSection={<IconPlayerPlay size={14} stroke={1.75} />}
          onClick={() => void tryIt()}
        >
          {t('chain:trial.run')}
        </Button>
        {name === null ? (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconBookmark size={14} stroke={1.75} />}
            onClick={() => setName(t('chain:trial.nameOf', { type: message.messageType }))}
          >
            {t('chain:trial.keep')}
          </Button>
        ) : (
          <form
            className={styles.keep}
            onSubmit={(event) => {
              event.preventDefault()
              if (name.trim() !== '') void keep()
            }}
          >
            <TextInput
              size="xs"
              autoFocus
              aria-label={t('chain:trial.name')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => event.key === 'Escape' && setName(null)}
            />
            <Button size="compact-xs" type="submit" variant="filled" disabled={name.trim() === ''}>
              {t('chain:trial.keepIt')}
            </Button>
          </form>
        )}
      </div>
      {error !== null && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      {run && <Trial run={run} />}
    </>
  )
}
