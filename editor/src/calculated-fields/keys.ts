import { useQueries, useQuery } from '@tanstack/react-query'
import type { EntityId } from '../api/devices.ts'
import { inside, isJson, type Json, levelsOf, sourceOf, textIn } from './model.ts'
import { type KnownKey, type KnownKeys, knownKeys } from './server.ts'

/** The entity or profile that a field is of, as far as its form asks. */
export interface Owner {
  readonly entity: EntityId
  readonly name: string
  readonly customerId: EntityId | null
}

/** The entities whose keys an argument can name, as a query; null where they are not known yet. */
export function filterOf(value: Json, owner: Owner): Json | null {
  switch (sourceOf(value)) {
    case 'SELF':
      return ownFilter(owner)
    case 'OWNER':
      return owner.customerId === null ? null : { type: 'singleEntity', singleEntity: owner.customerId }
    case 'RELATED':
      return relatedFilter(owner, levelsOf(value))
    default: {
      const entity = inside(value, 'refEntityId')
      return textIn(entity, 'id') === '' ? null : { type: 'singleEntity', singleEntity: entity }
    }
  }
}

export function ownFilter({ entity, name }: Owner): Json {
  if (entity.entityType === 'DEVICE_PROFILE')
    return { type: 'deviceType', deviceTypes: [name], deviceNameFilter: '' }
  if (entity.entityType === 'ASSET_PROFILE')
    return { type: 'assetType', assetTypes: [name], assetNameFilter: '' }
  return { type: 'singleEntity', singleEntity: entity }
}

/** The entities along relations; of a profile there is nobody to start from. */
export function relatedFilter({ entity }: Owner, levels: readonly Json[]): Json | null {
  const last = levels.at(-1)
  if (last === undefined || entity.entityType.endsWith('_PROFILE')) return null
  return {
    type: 'relationsQuery',
    rootEntity: entity,
    direction: levels[0]?.direction ?? 'FROM',
    maxLevel: levels.length,
    fetchLastLevelOnly: true,
    filters: levels.map(({ relationType }) => ({ relationType, entityTypes: [] })),
  }
}

const asking = (filter: Json | null) => ({
  queryKey: ['known-keys', filter],
  queryFn: () => knownKeys(filter ?? {}),
  enabled: filter !== null,
  staleTime: 2_000,
  retry: false,
})

const none: readonly KnownKey[] = []

const among = (found: KnownKeys | undefined, key: Json): readonly KnownKey[] =>
  (key.type === 'ATTRIBUTE' ? found?.attributes[textIn(key, 'scope')] : found?.timeseries) ?? none

/** The keys that can stand in `refEntityKey`. */
export function useKnownKeys(filter: Json | null, key: Json): readonly KnownKey[] {
  return among(useQuery(asking(filter)).data, key)
}

/** The newest value of each argument, as far as one is known. */
export function useSamples(args: readonly Json[], owner: Owner): readonly unknown[] {
  const answers = useQueries({ queries: args.map((value) => asking(filterOf(value, owner))) })
  return args.map((value, index) => {
    const key = inside(value, 'refEntityKey')
    return among(answers[index]?.data, key).find((one) => one.key === key.key)?.sample?.value
  })
}

/** A value as a list shows it beside its key. */
export const sampleText = ({ sample }: KnownKey): string => {
  if (sample === undefined || sample.value === null) return ''
  const text =
    isJson(sample.value) || Array.isArray(sample.value) ? JSON.stringify(sample.value) : String(sample.value)
  return text.length > 24 ? `${text.slice(0, 24)}…` : text
}
