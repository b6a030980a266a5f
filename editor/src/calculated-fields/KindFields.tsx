import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AlarmFields } from './AlarmFields.tsx'
import { ArgumentRows } from './ArgumentRows.tsx'
import styles from './CalculatedFields.module.css'
import { Coordinates } from './Coordinates.tsx'
import { Duration } from './Duration.tsx'
import { FormulaField } from './FormulaField.tsx'
import { IntervalFields } from './IntervalFields.tsx'
import type { Owner } from './keys.ts'
import { MetricRows } from './MetricRows.tsx'
import { type Draft, inside, type Json, numberIn, withArguments } from './model.ts'
import { OutputFields } from './OutputFields.tsx'
import type { Part, Problem } from './problems.ts'
import { RelationLevels } from './RelationLevels.tsx'
import { Wrong } from './Rows.tsx'
import { ScriptFields } from './ScriptFields.tsx'
import { ZoneRows } from './ZoneRows.tsx'

interface KindFieldsProps {
  fieldId: string | null
  draft: Draft
  owner: Owner
  problem: Problem | null
  onChange: (draft: Draft) => void
}

/** The parts of the form, as the kind of field has them. */
export function KindFields({ fieldId, draft, owner, problem, onChange }: KindFieldsProps) {
  const { t } = useTranslation()
  const { type, rest } = draft
  const at = (part: Part) => (problem?.part === part ? problem : null)
  const set = (part: Json) => onChange({ ...draft, rest: { ...rest, ...part } })
  const isScripted =
    type === 'SCRIPT' || (type === 'PROPAGATION' && rest.applyExpressionToResolvedArguments === true)
  const hasRelation = type === 'PROPAGATION' || type === 'RELATED_ENTITIES_AGGREGATION'
  const hasLatestTime = type === 'SIMPLE' || type === 'RELATED_ENTITIES_AGGREGATION'
  return (
    <>
      {hasRelation && (
        <fieldset className={styles.part}>
          <legend>{t('calculated:relation.title')}</legend>
          <RelationLevels
            levels={[inside(rest, 'relation')]}
            most={1}
            onChange={([relation]) => set({ relation })}
          />
          <Wrong problem={at('relation')} />
        </fieldset>
      )}
      {type === 'PROPAGATION' && (
        <Checkbox
          size="sm"
          label={t('calculated:withScript')}
          checked={rest.applyExpressionToResolvedArguments === true}
          onChange={(event) => set({ applyExpressionToResolvedArguments: event.currentTarget.checked })}
        />
      )}
      {type === 'GEOFENCING' ? (
        <>
          <Coordinates owner={owner} rest={rest} problem={at('coordinates')} onChange={set} />
          <ZoneRows
            draft={draft}
            owner={owner}
            problem={at('zoneGroups')}
            onChange={(zoneGroups) => onChange({ ...draft, zoneGroups })}
          />
        </>
      ) : (
        <ArgumentRows
          draft={draft}
          owner={owner}
          problem={at('arguments')}
          onChange={(args) => onChange(withArguments(draft, args))}
        />
      )}
      {type === 'SIMPLE' && (
        <FormulaField
          draft={draft}
          problem={at('expression')}
          onChange={(expression) => set({ expression })}
        />
      )}
      {isScripted && (
        <ScriptFields
          fieldId={fieldId}
          draft={draft}
          owner={owner}
          problem={at('expression')}
          onChange={(expression) => set({ expression })}
        />
      )}
      {type.endsWith('_AGGREGATION') && (
        <MetricRows
          draft={draft}
          problem={at('metrics')}
          onChange={(metrics) => onChange({ ...draft, metrics })}
        />
      )}
      {type === 'ENTITY_AGGREGATION' && (
        <IntervalFields rest={rest} problem={at('interval')} onChange={set} />
      )}
      {type === 'RELATED_ENTITIES_AGGREGATION' && (
        <>
          <Duration
            label={t('calculated:atMostEvery')}
            unit={1000}
            value={numberIn(rest, 'deduplicationIntervalInSec')}
            onChange={(deduplicationIntervalInSec) => set({ deduplicationIntervalInSec })}
          />
          <Wrong problem={at('interval')} />
        </>
      )}
      {type === 'ALARM' ? (
        <AlarmFields draft={draft} problem={at('rules')} onChange={set} />
      ) : (
        <OutputFields draft={draft} problem={at('output')} onChange={(output) => set({ output })} />
      )}
      {hasLatestTime && inside(rest, 'output').type !== 'ATTRIBUTES' && (
        <Checkbox
          size="sm"
          label={t('calculated:useLatestTs')}
          checked={rest.useLatestTs === true}
          onChange={(event) => set({ useLatestTs: event.currentTarget.checked })}
        />
      )}
    </>
  )
}
