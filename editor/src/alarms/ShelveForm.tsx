import { Button, Checkbox, Group, Select, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { refreshAlarms, removeShelf, shelveAlarm } from '../api/alarms.ts'
import { exact } from '../parts/numbers.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { tellUndoable } from '../parts/toasts.ts'
import { endOf, type Length, lengths } from './shelf-lengths.ts'

/** Until when and why; people who look at the alarm meanwhile read both. */
export function ShelveForm({ row, onDone }: { row: AlarmRowJson; onDone: () => void }) {
  const { t } = useTranslation()
  const [length, setLength] = useState<Length>('hour')
  const [own, setOwn] = useState('')
  const [reason, setReason] = useState('')
  const cleared = row.clearTs > 0
  const [everyOfType, setEveryOfType] = useState(cleared)
  const [error, setError] = useState<unknown>(null)
  const until = length === 'own' ? new Date(own).getTime() : endOf(length, Date.now())

  async function shelve(event: FormEvent) {
    event.preventDefault()
    try {
      const shelf = await shelveAlarm(row.id, { until, reason: reason.trim(), everyOfType })
      tellUndoable(
        t('alarms:did.shelved', { type: row.type, time: exact(until) }),
        () => undefined,
        () => void removeShelf(shelf.id).finally(refreshAlarms),
      )
      onDone()
      await refreshAlarms()
    } catch (failure) {
      setError(failure)
    }
  }
  return (
    <form onSubmit={shelve}>
      <Stack gap="sm">
        <p>{t('alarms:shelf.about')}</p>
        <Select
          label={t('alarms:shelf.how')}
          allowDeselect={false}
          data-autofocus
          comboboxProps={{ withinPortal: false }}
          data={lengths.map((value) => ({ value, label: t(`alarms:shelf.length.${value}`) }))}
          value={length}
          onChange={(value) => value !== null && setLength(value as Length)}
        />
        {length === 'own' && (
          <TextInput
            type="datetime-local"
            required
            withAsterisk={false}
            label={t('alarms:shelf.end')}
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('alarms:shelf.reason')}
          placeholder={t('alarms:shelf.reasonHint')}
          required
          withAsterisk={false}
          maxLength={255}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Checkbox
          size="sm"
          label={t('alarms:shelf.every', { type: row.type })}
          checked={everyOfType}
          disabled={cleared}
          onChange={(event) => setEveryOfType(event.currentTarget.checked)}
        />
        {error !== null && <Trouble error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" onClick={onDone}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" variant="filled">
            {t('alarms:act.shelve')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
