/** How nodes walk along relations: the fields of it, and the first entity that a walk comes to. */
import type { Relations } from '../../engine/rules/entities.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { EntityRef } from '../../engine/rules/message.ts'
import { type EntityType, entityTypes, kindOptions } from './entity-types.ts'
import { type ConfigOf, type FieldSpec, field } from './fields.ts'

/** Which end of its relations the originator is. */
export function directionChoice(label: string) {
  return field.choice({
    label,
    options: [
      { value: 'FROM', label: 'From the originator' },
      { value: 'TO', label: 'To the originator' },
    ],
    default: 'FROM',
  })
}

const walkFields = {
  direction: directionChoice('Relations that go'),
  maxLevel: field.number({
    label: 'Steps at most',
    hint: '0 goes as far as it can',
    default: 1,
    min: 0,
    whole: true,
  }),
  fetchLastLevelOnly: field.flag({ label: 'Only what lies at the end of the way', default: false }),
}

const queryFields = {
  ...walkFields,
  filters: field.optional(
    field.rows({
      label: 'Only',
      hint: 'Any of these; none takes everything',
      fields: {
        relationType: field.optional(
          field.text({
            label: 'Type of relation',
            hint: 'Empty means any',
            offers: 'relationTypes',
            default: '',
          }),
        ),
        entityTypes: field.optional(
          field.choices({
            label: 'Kinds',
            hint: 'None means any',
            options: kindOptions(Object.keys(entityTypes) as EntityType[]),
            default: [],
          }),
        ),
        negate: field.flag({ label: 'Any type but this', default: false }),
      },
      default: [],
    }),
  ),
}

const deviceQueryFields = {
  ...walkFields,
  relationType: field.optional(
    field.text({
      label: 'Type of relation',
      hint: 'Empty means any',
      offers: 'relationTypes',
      default: 'Contains',
    }),
  ),
  deviceTypes: field.keys({
    label: 'Device profiles',
    hint: 'By their names',
    offers: 'deviceProfiles',
    default: ['default'],
  }),
}

export type QueryConfig = ConfigOf<typeof queryFields>
export type DeviceQueryConfig = ConfigOf<typeof deviceQueryFields>

const defaultWalk = { direction: 'FROM', maxLevel: 1, fetchLastLevelOnly: false } as const

/** The field `relationsQuery` of the nodes that look for a related entity. */
export function relationsQueryField(showWhen?: FieldSpec['showWhen']) {
  return field.group({
    label: 'Related by',
    fields: queryFields,
    default: {
      ...defaultWalk,
      filters: [{ relationType: 'Contains', entityTypes: [], negate: false }],
    },
    ...(showWhen && { showWhen }),
  })
}

/** The field `deviceRelationsQuery`, which only finds devices of some profiles. */
export function deviceQueryField() {
  return field.group({
    label: 'Related by',
    fields: deviceQueryFields,
    default: { ...defaultWalk, relationType: 'Contains', deviceTypes: ['default'] },
  })
}

/** The entities that a walk from the originator comes to, nearest first. */
export function relatedFinder(
  { direction, maxLevel, fetchLastLevelOnly, filters = [] }: QueryConfig,
  relations: Relations,
): (originator: EntityRef) => Promise<readonly EntityRef[]> {
  const asked = {
    direction,
    maxLevel,
    fetchLastLevelOnly,
    filters: filters.map(({ relationType = '', entityTypes: kinds = [], negate }) => ({
      relationType,
      entityTypes: kinds,
      negate,
    })),
  }
  const far = direction === 'FROM' ? 'to' : 'from'
  return async (root) => {
    try {
      return (await relations.find({ ...asked, root })).map((relation) => relation[far])
    } catch (error) {
      // The walk would come along too much; that is the chain's doing, and no fault of ours.
      if ((error as Error).name === 'BadQuery')
        throw new NodeFailure((error as Error).message, { cause: error })
      throw error
    }
  }
}
