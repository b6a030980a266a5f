import { Checkbox, Select, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ArgumentSource } from './ArgumentSource.tsx'
import styles from './CalculatedFields.module.css'
import { freshZone } from './fresh.ts'
import { KeyChoice } from './KeyChoice.tsx'
import { filterOf, type Owner, useKnownKeys } from './keys.ts'
import { type Draft, type Json, type Row, rowOf, type Source, textIn } from './model.ts'
import { nameProblem, type Problem } from './problems.ts'
import { RelationLevels } from './RelationLevels.tsx'
import { Rows } from './Rows.tsx'

const reports = [
  'REPORT_TRANSITION_EVENTS_AND_PRESENCE_STATUS',
  'REPORT_TRANSITION_EVENTS_ONLY',
  'REPORT_PRESENCE_STATUS_ONLY',
] as const
const sources: readonly Source[] = ['RELATED', 'DEVICE', 'ASSET', 'CUSTOMER', 'TENANT', 'OWNER', 'SELF']
const perimeter: Json = { type: 'ATTRIBUTE', scope: 'SERVER_SCOPE' }

interface ZoneRowsProps {
  draft: Draft
  owner: Owner
  problem: Problem | null
  onChange: (rows: readonly Row[]) => void
}

/** The zones that an entity can be inside of, in groups. */
export function ZoneRows({ draft, owner, problem, onChange }: ZoneRowsProps) {
  const { t } = useTranslation()
  return (
    <Rows
      legend={t('calculated:zones.title')}
      hint={t('calculated:zones.hint')}
      rows={draft.zoneGroups}
      problem={problem}
      add={t('calculated:zones.add')}
      onAdd={() => onChange([...draft.zoneGroups, rowOf('', freshZone())])}
      onChange={onChange}
    >
      {(row, set) => (
        <>
          <TextInput
            w={140}
            label={t('calculated:zones.name')}
            required
            withAsterisk={false}
            spellCheck={false}
            value={row.name}
            error={nameProblem(t, draft, 'zoneGroups', row.name)}
            onChange={(event) => set({ ...row, name: event.currentTarget.value })}
          />
          <Zones owner={owner} value={row.value} onChange={(value) => set({ ...row, value })} />
        </>
      )}
    </Rows>
  )
}

function Zones({ owner, value, onChange }: { owner: Owner; value: Json; onChange: (value: Json) => void }) {
  const { t } = useTranslation()
  const known = useKnownKeys(filterOf(value, owner), perimeter)
  const relates = value.createRelationsWithMatchedZones === true
  return (
    <>
      <ArgumentSource
        value={value}
        sources={sources}
        isOfProfile={owner.entity.entityType.endsWith('_PROFILE')}
        onChange={onChange}
      />
      <KeyChoice
        label={t('calculated:zones.perimeter')}
        value={textIn(value, 'perimeterKeyName')}
        known={known}
        onChange={(perimeterKeyName) => onChange({ ...value, perimeterKeyName })}
      />
      <Select
        w={230}
        label={t('calculated:zones.report')}
        allowDeselect={false}
        data={reports.map((one) => ({ value: one, label: t(`calculated:zones.${one}`) }))}
        value={textIn(value, 'reportStrategy')}
        onChange={(reportStrategy) => reportStrategy !== null && onChange({ ...value, reportStrategy })}
      />
      <Checkbox
        size="sm"
        className={styles.whole ?? ''}
        label={t('calculated:zones.relate')}
        checked={relates}
        onChange={(event) => {
          const createRelationsWithMatchedZones = event.currentTarget.checked
          const { direction = 'FROM', relationType = 'IsInside' } = value
          onChange({ ...value, direction, relationType, createRelationsWithMatchedZones })
        }}
      />
      {relates && (
        <RelationLevels levels={[value]} most={1} onChange={([level]) => onChange({ ...value, ...level })} />
      )}
    </>
  )
}
