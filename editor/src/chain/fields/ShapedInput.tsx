import { NumberInput, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { dateAndTime, isShaped, monthAndDay, yearDay } from './shapes.ts'

interface Props {
  shape: string
  label: string
  value: string
  onChange: (value: string) => void
}

/** One time or day. A value that is written in a way the control has no room for stays a text. */
export function ShapedInput({ shape, label, value, onChange }: Props) {
  const { t } = useTranslation()
  const typed = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value)
  if (!isShaped(shape, value))
    return <TextInput aria-label={label} value={value} spellCheck={false} onChange={typed} />
  if (shape === 'time')
    return <TextInput type="time" step={stepOf(value)} aria-label={label} value={value} onChange={typed} />
  if (shape === 'yearDay') {
    const { month, day } = monthAndDay(value)
    return (
      <>
        <Select
          aria-label={`${label}: ${t('chain:field.month')}`}
          data={monthNames()}
          value={month}
          allowDeselect={false}
          onChange={(next) => next !== null && onChange(yearDay(next, day))}
        />
        <NumberInput
          w={76}
          flex="none"
          aria-label={`${label}: ${t('chain:field.day')}`}
          min={1}
          max={31}
          clampBehavior="strict"
          allowDecimal={false}
          value={day}
          onChange={(next) => typeof next === 'number' && onChange(yearDay(month, next))}
        />
      </>
    )
  }
  const { date, time } = dateAndTime(value)
  return (
    <>
      <TextInput
        type="date"
        aria-label={label}
        value={date}
        onChange={(event) =>
          onChange(time === '' ? event.currentTarget.value : `${event.currentTarget.value}T${time}`)
        }
      />
      <TextInput
        type="time"
        step={stepOf(time)}
        aria-label={`${label}: ${t('chain:field.ownTime')}`}
        title={t('chain:field.ownTime')}
        value={time}
        onChange={(event) =>
          onChange(event.currentTarget.value === '' ? date : `${date}T${event.currentTarget.value}`)
        }
      />
    </>
  )
}

/** Seconds only bother those who did not set any. */
const stepOf = (time: string) => (time.length > 5 ? 1 : 60)

function monthNames(): { value: string; label: string }[] {
  const { format } = new Intl.DateTimeFormat(undefined, { month: 'long', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, month) => ({
    value: String(month + 1).padStart(2, '0'),
    label: format(Date.UTC(2026, month, 1)),
  }))
}
