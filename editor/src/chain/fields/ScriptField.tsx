import { IconPencil } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ScriptOutcome } from '../../../../engine/api/contract.ts'
import { useEditor } from '../state/use-editor.ts'
import { CodeBox } from './CodeBox.tsx'
import { changedLines } from './changed-lines.ts'
import type { FieldProps } from './field.ts'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import styles from './ScriptField.module.css'
import { ScriptRunner } from './ScriptRunner.tsx'
import { SeenKeys } from './SeenKeys.tsx'
import { scriptNames } from './script-kind.ts'

/** A script with everything around it: language, the keys really seen, and a run with the last message. */
export function ScriptField({ field, value, onChange, context }: FieldProps<string | undefined>) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<ScriptOutcome | null>(null)
  const [runs, setRuns] = useState(0)
  const body = value ?? ''
  const language = field.script ? String(context.siblings[field.script.language] ?? 'JS') : 'JS'
  const bodyKey = field.script?.bodies[language] ?? ''
  const live = useEditor((state) => state.liveDoc?.nodes.get(context.nodeId)?.configuration[bodyKey])
  const changes = useMemo(() => (typeof live === 'string' ? changedLines(live, body) : null), [live, body])
  const differs = changes !== null && changes.changed.length + changes.old.length > 0
  const type = useEditor((state) => state.doc.nodes.get(context.nodeId)?.type ?? '')
  const script = useMemo(
    () => ({
      language: language === 'TBEL' ? ('TBEL' as const) : ('JS' as const),
      names: scriptNames(type),
      seen: context.seen,
      failure: outcome?.ok === false ? { message: outcome.error, line: outcome.line } : null,
    }),
    [language, type, context.seen, outcome],
  )

  const choose = (next: string) => {
    if (!field.script) return
    setOutcome(null)
    // a script in the other language begins as what is written here: most need few changes
    const otherKey = field.script.bodies[next] ?? ''
    if ([undefined, '', field.default].includes(context.siblings[otherKey] as string))
      context.setSibling(otherKey, body)
    context.setSibling(field.script.language, next)
  }
  const write = (next: string) => {
    onChange(next)
    setOutcome(null)
  }
  return (
    <div className={styles.script}>
      <div className={styles.head}>
        <span className={styles.label}>
          {field.label}
          {differs && (
            <IconPencil size={12} stroke={2} color="var(--draft)" aria-label={t('chain:field.differs')} />
          )}
        </span>
        {field.script && <LanguageSwitch value={language} onChange={choose} />}
      </div>
      <CodeBox
        value={body}
        label={field.label}
        script={script}
        changed={changes?.changed ?? none}
        onChange={write}
        onRun={() => setRuns(runs + 1)}
      />
      {differs && (
        <div className={styles.differs}>
          <span>
            <IconPencil size={12} stroke={2} aria-hidden="true" />{' '}
            {t('chain:script.changed', { count: Math.max(changes.changed.length, changes.old.length) })}{' '}
            {changes.old.length === 1 && (
              <>
                {t('chain:script.liveHas')} <code>{changes.old[0]?.trim()}</code>
              </>
            )}
          </span>
          <button type="button" onClick={() => typeof live === 'string' && write(live)}>
            {t('chain:field.reset')}
          </button>
        </div>
      )}
      <SeenKeys seen={context.seen} onPick={(key) => write(`${body}${body === '' ? '' : ' '}msg.${key}`)} />
      <ScriptRunner
        nodeId={context.nodeId}
        language={language}
        body={body}
        runs={runs}
        outcome={outcome}
        onOutcome={setOutcome}
      />
    </div>
  )
}

const none: readonly number[] = []
