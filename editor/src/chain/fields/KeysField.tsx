import { TagsInput } from '@mantine/core'
import type { FieldProps } from './field.ts'
import { useOffers } from './offers.ts'
import { SeenOption } from './SeenOption.tsx'
import { ShapedList } from './ShapedList.tsx'

/** A list of names: those that are offered for the field, else the keys that really came by. Others can be typed. */
export function KeysField(props: FieldProps<string[] | undefined>) {
  const { id, field, value, onChange, describedBy, context } = props
  const offers = useOffers(field)
  if (field.shape !== undefined) return <ShapedList {...props} />
  const ofMessage = field.offers === undefined && field.options === undefined
  return (
    <TagsInput
      id={id}
      value={[...(value ?? [])]}
      data={ofMessage ? context.seen.map((seen) => seen.key) : [...offers]}
      renderOption={({ option }) => <SeenOption name={option.value} seen={ofMessage ? context.seen : []} />}
      acceptValueOnBlur
      splitChars={[',', ';']}
      maxDropdownHeight={260}
      aria-describedby={describedBy}
      onChange={onChange}
    />
  )
}
