import { Autocomplete } from '@mantine/core'
import type { SeenKey } from '../../../../engine/api/contract.ts'
import { KeyMenu } from './KeyMenu.tsx'
import { useInsert } from './use-insert.ts'

interface Props {
  label: string
  value: string
  suggested: readonly string[]
  /** keys seen, where values of the message may be put in */
  template: readonly SeenKey[] | null
  onChange: (value: string) => void
}

/** One half of a pair: a text with what is suggested for it, and the keys of the message where it is a template. */
export function PairCell({ label, value, suggested, template, onChange }: Props) {
  const { ref, insert } = useInsert(value, onChange)
  return (
    <Autocomplete
      ref={ref}
      aria-label={label}
      value={value}
      data={[...suggested]}
      spellCheck={false}
      onChange={onChange}
      {...(template && { rightSection: <KeyMenu seen={template} onPick={insert} /> })}
    />
  )
}
