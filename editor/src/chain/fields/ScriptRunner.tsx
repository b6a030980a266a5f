import { Button } from '@mantine/core'
import { IconCheck, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage, ScriptOutcome } from '../../../../engine/api/contract.ts'
import { Ago } from '../../parts/Ago.tsx'
import { took } from '../../parts/numbers.ts'
import { JsonText } from '../pane/JsonText.tsx'
import { loadMessages, runScript } from '../server.ts'
import { useEditor } from '../state/use-editor.ts'
import { MessageChoice } from './MessageChoice.tsx'
import styles from './ScriptField.module.css'
import { scriptKind } from './script-kind.ts'

interface Props {
  nodeId: string
  language: string
  body: string
  /** grows when the person asks for a run from inside the script */
  runs: number
  outcome: ScriptOutcome | null
  onOutcome: (outcome: ScriptOutcome | null) => void
}

/** Runs the script with the last message that came here, and shows the port that it takes. */
export function ScriptRunner({ nodeId, language, body, runs, outcome, onOutcome }: Props) {
  const { t } = useTranslation()
  const chainId = useEditor((state) => state.chain.id)
  const definition = useEditor((state) => state.catalog.byType.get(state.doc.nodes.get(nodeId)?.type ?? ''))
  const [used, setUsed] = useState<RememberedMessage | null>(null)
  const [running, setRunning] = useState(false)
  const [chosen, choose] = useState<RememberedMessage | null>(null)

  const run = async () => {
    setRunning(true)
    try {
      const [last = null] =
        chosen === null ? await loadMessages(chainId, { node: nodeId, limit: 1 }).catch(() => []) : [chosen]
      setUsed(last)
      const message = {
        msg: parsed(last?.data),
        metadata: last?.metadata ?? {},
        msgType: last?.messageType ?? 'POST_TELEMETRY_REQUEST',
      }
      onOutcome(
        await runScript({
          language: language === 'TBEL' ? 'TBEL' : 'JS',
          body,
          kind: scriptKind(definition),
          ...message,
        }),
      )
    } catch (error) {
      onOutcome({ ok: false, error: (error as Error).message })
    } finally {
      setRunning(false)
    }
  }
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (runs > 0) void latest.current()
  }, [runs])

  return (
    <>
      <div className={styles.run}>
        <Button
          variant="filled"
          size="xs"
          loading={running}
          leftSection={<IconPlayerPlay size={14} />}
          onClick={run}
        >
          {t(chosen === null ? 'chain:script.run' : 'chain:script.runChosen')}
        </Button>
        <MessageChoice chainId={chainId} nodeId={nodeId} chosen={chosen} onChoose={choose} />
        <span className={styles.used}>
          {outcome && (used ? <Ago at={used.at} /> : t('chain:script.sample'))}
        </span>
      </div>
      {outcome && (
        <output className={styles.outcome} data-ok={outcome.ok || undefined}>
          <div className={styles.verdict}>
            {outcome.ok ? (
              <>
                {outcome.outputs.map((output) => (
                  <span key={output} className={styles.taken}>
                    <IconCheck size={12} stroke={2} aria-hidden="true" /> {output}
                  </span>
                ))}
                <span>{took(outcome.took)}</span>
              </>
            ) : (
              <span className={styles.failed}>
                <IconX size={12} stroke={2} aria-hidden="true" />
                {outcome.line === undefined
                  ? outcome.error
                  : t('chain:script.errorAt', { line: outcome.line, error: outcome.error })}
              </span>
            )}
          </div>
          {outcome.ok && (
            <pre>
              <JsonText text={JSON.stringify(outcome.result)} most={20} />
            </pre>
          )}
        </output>
      )}
    </>
  )
}

/** Without a message that came by, a plain one serves. */
function parsed(data: string | undefined): unknown {
  if (data === undefined) return { temperature: 22.4, humidity: 48 }
  try {
    return JSON.parse(data)
  } catch {
    return data
  }
}
