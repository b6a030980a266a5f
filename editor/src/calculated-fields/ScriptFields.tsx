import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Owner } from './keys.ts'
import { type Draft, textIn } from './model.ts'
import type { Problem } from './problems.ts'
import { Wrong } from './Rows.tsx'
import { ScriptBox } from './ScriptBox.tsx'
import { ScriptTry } from './ScriptTry.tsx'

interface ScriptFieldsProps {
  fieldId: string | null
  draft: Draft
  owner: Owner
  problem: Problem | null
  onChange: (expression: string) => void
}

/** The script of a field, and a run of it before it is saved. */
export function ScriptFields({ fieldId, draft, owner, problem, onChange }: ScriptFieldsProps) {
  const { t } = useTranslation()
  const [runs, setRuns] = useState(0)
  const [failure, setFailure] = useState<string | null>(null)
  const expression = textIn(draft.rest, 'expression')
  return (
    <>
      <ScriptBox
        label={t('calculated:script.label')}
        hint={t('calculated:script.hint')}
        value={expression}
        names={draft.arguments.map(({ name }) => name.trim())}
        failure={problem?.text ?? failure}
        onChange={(next) => {
          setFailure(null)
          onChange(next)
        }}
        onRun={() => setRuns(runs + 1)}
      />
      <Wrong problem={problem} />
      <ScriptTry
        fieldId={fieldId}
        owner={owner}
        args={draft.arguments}
        expression={expression}
        runs={runs}
        onOutcome={setFailure}
      />
    </>
  )
}
