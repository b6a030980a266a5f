import { TagsInput } from '@mantine/core'
import { useState } from 'react'
import type { FieldProps } from './field.ts'
import { KeyMenu } from './KeyMenu.tsx'
import { useOffers } from './offers.ts'
import { SeenOption } from './SeenOption.tsx'
import { ShapedList } from './ShapedList.tsx'

/** A list of names: those that are offered for the field, else the keys that really came by. Others can be typed. */
export function KeysField(props: FieldProps<string[] | undefined>) {
  const { id, field, value, onChange, describedBy, context } = props
  const offers = useOffers(field)
  const [typed, setTyped] = useState('')
  if (field.shape !== undefined) return <ShapedList {...props} />
  const ofMessage = field.offers === undefined && field.options === undefined
  const members = value ?? []
  // a placeholder on its own is a member at once; behind a begun one it goes on with that
  const insert = (placeholder: string) => {
    if (typed !== '') setTyped(typed + placeholder)
    else if (!members.includes(placeholder)) onChange([...members, placeholder])
  }
  return (
    <TagsInput
      id={id}
      value={[...members]}
      searchValue={typed}
      onSearchChange={setTyped}
      data={ofMessage ? context.seen.map((seen) => seen.key) : [...offers]}
      renderOption={({ option }) => <SeenOption name={option.value} seen={ofMessage ? context.seen : []} />}
      acceptValueOnBlur
      splitChars={[',', ';']}
      maxDropdownHeight={260}
      aria-describedby={describedBy}
      {...(field.template && { rightSection: <KeyMenu seen={context.seen} onPick={insert} /> })}
      onChange={onChange}
    />
  )
}
