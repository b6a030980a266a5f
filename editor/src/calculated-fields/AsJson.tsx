import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { configurationOf, type Draft, draftOf, isJson } from './model.ts'

interface AsJsonProps {
  draft: Draft
  onChange: (draft: Draft) => void
  /** whether the text can't be read at the moment */
  onWrong: (isWrong: boolean) => void
}

/** The configuration as text, for what no form draws. */
export function AsJson({ draft, onChange, onWrong }: AsJsonProps) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => JSON.stringify(configurationOf(draft), null, 2))
  const wrong = problemOf(text)
  return (
    <Textarea
      label={t('calculated:json.label')}
      description={t('calculated:json.hint')}
      autosize
      minRows={8}
      maxRows={28}
      spellCheck={false}
      styles={{ input: { font: 'var(--type-code)' } }}
      value={text}
      error={wrong === null ? undefined : t('calculated:json.wrong', { reason: wrong })}
      onChange={(event) => {
        const next = event.currentTarget.value
        const problem = problemOf(next)
        setText(next)
        onWrong(problem !== null)
        if (problem === null) onChange(draftOf({ ...draft, configuration: JSON.parse(next) }))
      }}
    />
  )
}

function problemOf(text: string): string | null {
  try {
    return isJson(JSON.parse(text)) ? null : '{ … }'
  } catch (error) {
    return (error as Error).message
  }
}
