import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ArgumentSource } from './ArgumentSource.tsx'
import { ArgumentValue } from './ArgumentValue.tsx'
import { freshArgument } from './fresh.ts'
import { filterOf, type Owner, relatedFilter } from './keys.ts'
import { type Draft, inside, type KeyType, type Row, rowOf, type Source, sources } from './model.ts'
import { nameProblem, type Problem } from './problems.ts'
import { Rows } from './Rows.tsx'

interface ArgumentRowsProps {
  draft: Draft
  owner: Owner
  problem: Problem | null
  onChange: (rows: readonly Row[]) => void
}

/** What a field calculates with: whose value, of which key, under which name. */
export function ArgumentRows({ draft, owner, problem, onChange }: ArgumentRowsProps) {
  const { t } = useTranslation()
  const { from, types, hasDefault } = argumentsOf(draft)
  return (
    <Rows
      legend={t('calculated:arguments.title')}
      hint={t(
        draft.type === 'RELATED_ENTITIES_AGGREGATION'
          ? 'calculated:arguments.ofRelated'
          : 'calculated:arguments.hint',
      )}
      rows={draft.arguments}
      problem={problem}
      add={t('calculated:arguments.add')}
      onAdd={() => onChange([...draft.arguments, rowOf('', freshArgument())])}
      onChange={onChange}
    >
      {(row, set) => (
        <>
          <TextInput
            w={132}
            label={t('calculated:arguments.name')}
            required
            withAsterisk={false}
            spellCheck={false}
            maxLength={255}
            value={row.name}
            error={nameProblem(t, draft, 'arguments', row.name)}
            onChange={(event) => set({ ...row, name: event.currentTarget.value })}
          />
          {from.length > 1 && (
            <ArgumentSource
              value={row.value}
              sources={from}
              isOfProfile={owner.entity.entityType.endsWith('_PROFILE')}
              onChange={(value) => set({ ...row, value })}
            />
          )}
          <ArgumentValue
            value={row.value}
            types={types}
            hasDefault={hasDefault}
            filter={
              draft.type === 'RELATED_ENTITIES_AGGREGATION'
                ? relatedFilter(owner, [inside(draft.rest, 'relation')])
                : filterOf(row.value, owner)
            }
            onChange={(value, key) =>
              // a key names its argument, until somebody names it otherwise
              set({ ...row, value, name: row.name === '' && key !== undefined ? variableOf(key) : row.name })
            }
          />
        </>
      )}
    </Rows>
  )
}

const variableOf = (key: string): string => key.replace(/[^\p{L}\p{N}_$]+/gu, '_').replace(/^(\p{N})/u, '_$1')

const singleTypes: readonly KeyType[] = ['TS_LATEST', 'ATTRIBUTE']
const allTypes: readonly KeyType[] = [...singleTypes, 'TS_ROLLING']
const own: readonly Source[] = ['SELF']

/** Which arguments a kind of field can have. */
function argumentsOf({ type, rest }: Draft): {
  readonly from: readonly Source[]
  readonly types: readonly KeyType[]
  readonly hasDefault: boolean
} {
  const copies = type === 'PROPAGATION' && rest.applyExpressionToResolvedArguments !== true
  if (type === 'ENTITY_AGGREGATION') return { from: own, types: ['TS_LATEST'], hasDefault: false }
  if (type === 'RELATED_ENTITIES_AGGREGATION') return { from: own, types: singleTypes, hasDefault: true }
  if (copies) return { from: own, types: singleTypes, hasDefault: true }
  return {
    from: sources,
    types: type === 'SCRIPT' || type === 'PROPAGATION' ? allTypes : singleTypes,
    hasDefault: true,
  }
}
