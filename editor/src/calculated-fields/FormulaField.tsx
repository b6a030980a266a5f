import { Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Draft, textIn } from './model.ts'
import { formulaProblem, type Problem } from './problems.ts'

interface FormulaFieldProps {
  draft: Draft
  problem: Problem | null
  onChange: (expression: string) => void
}

/** A formula over the arguments, checked while it is written. */
export function FormulaField({ draft, problem, onChange }: FormulaFieldProps) {
  const { t } = useTranslation()
  const names = draft.arguments.map(({ name }) => name.trim()).filter((name) => name !== '')
  const example = names.length > 0 ? `${names.join(' + ')}` : '(temperature - 32) / 1.8'
  return (
    <Textarea
      label={t('calculated:formula.label')}
      description={t('calculated:formula.hint')}
      placeholder={example}
      required
      withAsterisk={false}
      autosize
      maxLength={256}
      spellCheck={false}
      styles={{ input: { font: 'var(--type-code)' } }}
      value={textIn(draft.rest, 'expression')}
      error={problem?.text ?? formulaProblem(draft) ?? undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
