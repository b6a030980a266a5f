import { useMemo } from 'react'
import { CodeBox } from '../chain/fields/CodeBox.tsx'
import styles from './CalculatedFields.module.css'

interface ScriptBoxProps {
  label: string
  hint?: string
  value: string
  /** of arguments, which the script is given by name */
  names: readonly string[]
  failure?: string | null
  onChange: (value: string) => void
  onRun?: () => void
}

const noKeys: readonly never[] = []

/** A TBEL script over arguments: names are completed, and what is wrong is marked while it is written. */
export function ScriptBox({ label, hint, value, names, failure = null, onChange, onRun }: ScriptBoxProps) {
  const all = names.join(' ')
  const script = useMemo(
    () => ({
      language: 'TBEL' as const,
      names: [...all.split(' ').filter((name) => name !== ''), 'ctx'],
      seen: noKeys,
      failure: failure === null ? null : { message: failure, line: lineIn(failure) },
    }),
    [all, failure],
  )
  return (
    <div className={styles.script}>
      <span className={styles.label}>{label}</span>
      {hint && <p className={styles.hint}>{hint}</p>}
      <CodeBox
        value={value}
        label={label}
        script={script}
        onChange={onChange}
        {...(onRun ? { onRun } : {})}
      />
    </div>
  )
}

/** The line that an error of a script names. */
function lineIn(message: string): number | undefined {
  const line = /\bline (\d+)/.exec(message)?.[1]
  return line === undefined ? undefined : Number(line)
}
