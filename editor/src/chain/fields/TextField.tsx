import { Autocomplete, Button, Textarea, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { FieldProps } from './field.ts'
import { KeyMenu } from './KeyMenu.tsx'
import { useOffers } from './offers.ts'
import { useInsert } from './use-insert.ts'

/** A text: a line or several, with what is offered for it, and with the keys of the message where it is a template. */
export function TextField(props: FieldProps<string | undefined>) {
  const { id, field, value, onChange, describedBy, invalid, context } = props
  const { t } = useTranslation()
  const offers = useOffers(field)
  // an emptied optional field is absent, not an empty text
  const set = (text: string) => onChange(text === '' && field.optional ? undefined : text)
  const { ref, insert } = useInsert(value ?? '', set)
  const shared = {
    id,
    ref,
    value: value ?? '',
    'aria-describedby': describedBy,
    'aria-invalid': invalid,
    spellCheck: false,
    ...(field.template && { rightSection: <KeyMenu seen={context.seen} onPick={insert} /> }),
  }
  const typed = (event: { currentTarget: { value: string } }) => set(event.currentTarget.value)
  if (field.shape === 'moment')
    return (
      <TextInput
        {...shared}
        type="datetime-local"
        step={(value ?? '').length > 16 ? 1 : 60}
        onChange={typed}
      />
    )
  if (field.multiline) {
    const { example } = field
    const mono = field.shape === 'json' ? { styles: { input: { font: 'var(--type-code)' } } } : {}
    return (
      <>
        <Textarea
          {...shared}
          {...mono}
          autosize
          minRows={2}
          maxRows={12}
          placeholder={example}
          onChange={typed}
        />
        {example !== undefined && (value ?? '') === '' && (
          <Button size="compact-xs" variant="subtle" mr="auto" mt={4} onClick={() => set(example)}>
            {t('chain:field.example')}
          </Button>
        )}
      </>
    )
  }
  if (offers.length > 0 || field.offers !== undefined) {
    return <Autocomplete {...shared} data={[...offers]} limit={60} maxDropdownHeight={260} onChange={set} />
  }
  return (
    <TextInput
      rightSection={field.unit}
      {...shared}
      type={field.secret ? 'password' : 'text'}
      autoComplete="off"
      onChange={typed}
    />
  )
}
