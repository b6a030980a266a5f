import { Button, TextInput } from '@mantine/core'
import { IconCheck, IconPlayerPlay, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { JsonText } from '../chain/pane/JsonText.tsx'
import styles from './CalculatedFields.module.css'
import { type Owner, useSamples } from './keys.ts'
import type { Row } from './model.ts'
import { fieldHistory, type ScriptTrial, tryScript } from './server.ts'
import { argumentOf, exampleOf, isRolling } from './trial.ts'

interface ScriptTryProps {
  /** a field that is stored knows what it calculated with last */
  fieldId: string | null
  owner: Owner
  args: readonly Row[]
  expression: string
  /** grows when the person asks for a run from inside the script */
  runs: number
  onOutcome: (error: string | null) => void
}

/** Runs the script with values that are known, or that the person writes. */
export function ScriptTry({ fieldId, owner, args, expression, runs, onOutcome }: ScriptTryProps) {
  const { t } = useTranslation()
  const { data: history } = useQuery({
    queryKey: ['calculated-field-history', fieldId],
    queryFn: () => fieldHistory(fieldId ?? ''),
    enabled: fieldId !== null,
  })
  const samples = useSamples(
    args.map(({ value }) => value),
    owner,
  )
  const [typed, setTyped] = useState<ReadonlyMap<number, string>>(new Map())
  const [outcome, setOutcome] = useState<ScriptTrial | null>(null)
  const [running, setRunning] = useState(false)
  const last = history?.calculations[0]
  const textOf = (row: Row, index: number) => typed.get(row.id) ?? exampleOf(row, last, samples[index])
  const run = async () => {
    setRunning(true)
    const now = Date.now()
    const given = args.map(
      (row, index) => [row.name.trim(), argumentOf(row, textOf(row, index), now)] as const,
    )
    const answer = await tryScript(expression, Object.fromEntries(given)).catch((error: Error) => ({
      output: '',
      error: error.message,
    }))
    setOutcome(answer)
    onOutcome(answer.error === '' ? null : answer.error)
    setRunning(false)
  }
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (runs > 0) void latest.current()
  }, [runs])
  return (
    <fieldset className={styles.part}>
      <legend>{t('calculated:try.title')}</legend>
      <div className={styles.line}>
        {args.map((row, index) => (
          <TextInput
            key={row.id}
            w={isRolling(row) ? 220 : 132}
            label={row.name || t('calculated:arguments.name')}
            placeholder={isRolling(row) ? '21, 22.5, 23' : '0'}
            spellCheck={false}
            value={textOf(row, index)}
            onChange={(event) => setTyped(new Map(typed).set(row.id, event.currentTarget.value))}
          />
        ))}
        <Button loading={running} leftSection={<IconPlayerPlay size={14} />} onClick={() => void run()}>
          {t('calculated:try.run')}
        </Button>
      </div>
      {outcome && (
        <output className={styles.outcome} data-ok={outcome.error === '' || undefined}>
          {outcome.error !== '' ? (
            <span>
              <IconX size={14} stroke={2} aria-hidden="true" /> {outcome.error}
            </span>
          ) : (
            <>
              <span>
                <IconCheck size={14} stroke={2} aria-hidden="true" />{' '}
                {t(outcome.output === '' ? 'calculated:try.nothing' : 'calculated:try.saved')}
              </span>
              {outcome.output !== '' && (
                <pre>
                  <JsonText text={outcome.output} most={20} />
                </pre>
              )}
            </>
          )}
        </output>
      )}
    </fieldset>
  )
}
