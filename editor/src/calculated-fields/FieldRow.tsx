import { ActionIcon, Button } from '@mantine/core'
import { IconAlertTriangle, IconChevronDown, IconChevronUp, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { EntityId } from '../api/devices.ts'
import { pageOf } from '../entities/kinds.ts'
import { Ago } from '../parts/Ago.tsx'
import { useNow } from '../parts/clock.ts'
import { span } from '../parts/numbers.ts'
import { Tag } from '../parts/Tag.tsx'
import styles from './CalculatedFields.module.css'
import { Calculations, isWaiting, resultText } from './Calculations.tsx'
import { FieldActs } from './FieldActs.tsx'
import { makesWords } from './makes.ts'
import { type CalculatedField, kindOf } from './model.ts'
import { fieldHistory } from './server.ts'

interface FieldRowProps {
  field: CalculatedField
  /** whose calculations are shown; all of them where this is a profile */
  at: EntityId
  /** the field is of a profile, and changed there */
  profile?: EntityId | undefined
  onEdit?: () => void
  onRemove?: () => void
  onChange?: (field: CalculatedField) => void
}

/** One field: what it makes, and what it made last or why it does not. */
export function FieldRow({ field, at, profile, onEdit, onRemove, onChange }: FieldRowProps) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const now = useNow()
  const id = field.id?.id ?? ''
  const { data: history } = useQuery({
    queryKey: ['calculated-field-history', id],
    queryFn: () => fieldHistory(id),
    refetchInterval: 2_000,
  })
  const calculations =
    history?.calculations.filter(({ entity }) => profile === undefined || entity.id === at.id) ?? []
  const [last] = calculations
  const until = field.debugSettings?.allEnabledUntil ?? 0
  const recording = until > now
  const problem = history?.problem ?? last?.error ?? null
  const record = () =>
    onChange?.({
      ...field,
      debugSettings: { ...field.debugSettings, allEnabled: !recording, allEnabledUntil: 0 },
    })
  return (
    <div className={styles.field}>
      <div className={styles.words}>
        <div className={styles.head}>
          <b>{field.name}</b>
          <Tag tone="plain">{kindOf(field) ? t(`calculated:kind.${field.type}`) : field.type}</Tag>
          {recording && (
            <Tag tone="plain" shape="listening">
              {t('calculated:recording', { left: span(until - now) })}
            </Tag>
          )}
          {profile && <Link to={pageOf(profile) ?? ''}>{t('calculated:ofProfile')}</Link>}
        </div>
        <p className={styles.makes}>{makesWords(t, field)}</p>
        {problem !== null && !isWaiting(problem) ? (
          <p className={styles.failing}>
            <IconAlertTriangle size={14} stroke={1.75} aria-hidden="true" />
            <span>
              {problem} {history?.problem === null && last && <Ago at={last.at} />}
            </span>
          </p>
        ) : (
          <p className={styles.hint}>
            {last ? (
              <>
                {problem ?? (resultText(t, last) || t('calculated:nothing'))} · <Ago at={last.at} />
              </>
            ) : (
              history && t('calculated:never')
            )}
          </p>
        )}
      </div>
      <div className={styles.acts}>
        {calculations.length > 0 && (
          <Button
            size="xs"
            variant="subtle"
            aria-expanded={open}
            rightSection={open ? <IconChevronUp size={14} /> : <IconChevronDown size={14} />}
            onClick={() => setOpen(!open)}
          >
            {t('calculated:calculations')}
          </Button>
        )}
        {onEdit && (
          <ActionIcon aria-label={t('calculated:editOf', { name: field.name })} onClick={onEdit}>
            <IconPencil size={16} stroke={1.75} />
          </ActionIcon>
        )}
        {onRemove && (
          <FieldActs name={field.name} recording={recording} onRecord={record} onRemove={onRemove} />
        )}
      </div>
      {open && (
        <Calculations
          calculations={calculations}
          withEntity={at.entityType.endsWith('_PROFILE')}
          total={history?.total ?? 0}
          failed={history?.failed ?? 0}
        />
      )}
    </div>
  )
}
