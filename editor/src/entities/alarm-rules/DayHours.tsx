import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { timeIn, timeText } from './model.ts'

interface Hours {
  readonly startsOn: number
  readonly endsOn: number
}

/** From one time of day to another; midnight as the end is the end of the day. */
export function DayHours({ hours, onChange }: { hours: Hours; onChange: (hours: Hours) => void }) {
  const { t } = useTranslation()
  const { startsOn, endsOn } = hours
  return (
    <>
      <TextInput
        type="time"
        w={122}
        aria-label={t('rules:schedule.from')}
        value={timeText(startsOn)}
        onChange={(event) => onChange({ startsOn: timeIn(event.currentTarget.value), endsOn })}
      />
      <span aria-hidden="true">–</span>
      <TextInput
        type="time"
        w={122}
        aria-label={t('rules:schedule.to')}
        value={timeText(endsOn)}
        onChange={(event) => onChange({ startsOn, endsOn: timeIn(event.currentTarget.value) })}
      />
    </>
  )
}
