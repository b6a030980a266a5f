import { Chip, Group, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Schedule } from '../../../../engine/api/contract-alarm-rules.ts'
import styles from './AlarmRules.module.css'
import { DayHours } from './DayHours.tsx'
import { weekdays, withSchedule } from './model.ts'

const kinds = ['ANY_TIME', 'SPECIFIC_TIME', 'CUSTOM'] as const

interface ScheduleFieldProps {
  schedule: Schedule | null
  onChange: (schedule: Schedule | null) => void
}

/** When the rule counts: always, on some days between two times, or each day its own. */
export function ScheduleField({ schedule, onChange }: ScheduleFieldProps) {
  const { t } = useTranslation()
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  const zones = [...new Set(['UTC', here, ...Intl.supportedValuesOf('timeZone')])]
  const timed = schedule && schedule.type !== 'ANY_TIME' ? schedule : null
  return (
    <div className={styles.schedule}>
      <div className={styles.line}>
        <Select
          w={190}
          label={t('rules:schedule.label')}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: t(`rules:schedule.${value}`) }))}
          value={schedule?.type ?? 'ANY_TIME'}
          onChange={(type) =>
            type !== null && onChange(withSchedule(schedule, type as Schedule['type'], here))
          }
        />
        {timed && (
          <Select
            w={210}
            label={t('rules:schedule.zone')}
            allowDeselect={false}
            searchable
            data={zones.includes(timed.timezone) ? zones : [timed.timezone, ...zones]}
            limit={50}
            value={timed.timezone}
            onChange={(timezone) => timezone !== null && onChange({ ...timed, timezone })}
          />
        )}
      </div>
      {schedule?.type === 'SPECIFIC_TIME' && (
        <div className={styles.line}>
          <Chip.Group
            multiple
            value={schedule.daysOfWeek.map(String)}
            onChange={(days) => onChange({ ...schedule, daysOfWeek: days.map(Number).sort() })}
          >
            <Group gap={4} role="group" aria-label={t('rules:schedule.days')}>
              {weekdays.map((day) => (
                <Chip key={day} size="xs" value={String(day)}>
                  {t(`rules:day.${day}`)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <DayHours hours={schedule} onChange={(hours) => onChange({ ...schedule, ...hours })} />
        </div>
      )}
      {schedule?.type === 'CUSTOM' &&
        weekdays.map((day) => {
          const at = schedule.items.findIndex(({ dayOfWeek }) => dayOfWeek === day)
          const item = schedule.items[at] ?? { enabled: false, dayOfWeek: day, startsOn: 0, endsOn: 0 }
          const set = (next: typeof item) =>
            onChange({
              ...schedule,
              items: at === -1 ? [...schedule.items, next] : schedule.items.with(at, next),
            })
          return (
            <div key={day} className={styles.line}>
              <Chip size="xs" checked={item.enabled} onChange={(enabled) => set({ ...item, enabled })}>
                {t(`rules:day.${day}`)}
              </Chip>
              {item.enabled && <DayHours hours={item} onChange={(hours) => set({ ...item, ...hours })} />}
            </div>
          )
        })}
    </div>
  )
}
