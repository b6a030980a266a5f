import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import type { DebugSettings } from '../rules/chain.ts'
import type { EntityRef } from '../rules/message.ts'
import type { CalculatedField, NewCalculatedField } from '../store/calculated-fields.ts'
import { debugSettingsOf } from './debug-settings.ts'
import { kindName, summaryFor } from './entity-access.ts'
import { ApiError, badRequest, errorCode, found } from './errors.ts'
import { idIn, isUuid } from './ids.ts'
import type { ApiParts } from './routes.ts'

const Anything = Type.Record(Type.String(), Type.Unknown())
const Nothing = Type.Null()

export const FieldBody = Type.Object({
  id: Type.Optional(Type.Unknown()),
  entityId: Type.Optional(Type.Unknown()),
  type: Type.Optional(Type.Union([Type.String(), Nothing])),
  name: Type.Optional(Type.Union([Type.String(), Nothing])),
  debugSettings: Type.Optional(Type.Union([Anything, Nothing])),
  debugMode: Type.Optional(Type.Unknown()),
  configurationVersion: Type.Optional(Type.Union([Type.Integer(), Nothing])),
  configuration: Anything,
  version: Type.Optional(Type.Union([Type.Integer(), Nothing])),
  additionalInfo: Type.Optional(Type.Union([Anything, Nothing])),
})

/** fields of an entity, alarm rules not counted; the cloud's default */
const fieldsPerEntity = 5
const longestName = 255

const targets = ['DEVICE', 'ASSET', 'DEVICE_PROFILE', 'ASSET_PROFILE']

/** Creates a field, or replaces it when the body has an id. It runs when this returns. */
export async function saveField(
  parts: ApiParts,
  caller: Caller,
  body: Static<typeof FieldBody>,
  isOfType: (type: string) => boolean = () => true,
): Promise<CalculatedField> {
  const { store, calculatedFields } = parts
  const id = idIn('id', body.id)
  const before = id === null ? null : found(await store.calculatedFields.get(id))
  const wanted = wantedField(parts, body, before)
  if (!isOfType(wanted.type)) throw badRequest(`A field of type '${wanted.type}' is not saved here`)
  await checkTarget(parts, caller, wanted, before)
  if (before !== null && body.version != null && body.version !== before.version) throw conflict()
  const wrong = calculatedFields.check(wanted)
  if (wrong !== null) throw badRequest(wrong)
  for (const ref of referencesIn(wanted.configuration)) await summaryFor(store, caller, ref, 'READ')
  if (before === null && wanted.type !== 'ALARM') await checkCount(parts, wanted.entity)
  const saved =
    before === null
      ? await store.calculatedFields.create(wanted)
      : await store.calculatedFields.update(before.id, wanted)
  await calculatedFields.saved(saved)
  return saved
}

function wantedField(
  { clock }: ApiParts,
  body: Static<typeof FieldBody>,
  before: CalculatedField | null,
): NewCalculatedField {
  const name = (body.name ?? '').trim()
  if (name === '') throw badRequest('Calculated field name should be specified!')
  if (name.length > longestName) throw badRequest(`length of name must be equal or less than ${longestName}`)
  const inside = body.configuration.type
  const type = body.type ?? (typeof inside === 'string' ? inside : '')
  if (type === '') throw badRequest('Calculated field type should be specified!')
  if (inside !== undefined && inside !== type)
    throw badRequest(`The type of the configuration is '${String(inside).slice(0, 60)}', not '${type}'`)
  return {
    entity: entityOf(body.entityId) ?? before?.entity ?? noEntity(),
    type,
    name,
    debugSettings: {
      ...debugSettingsOf(body.debugSettings as DebugSettings | null | undefined, body.debugMode, clock.now()),
    },
    configurationVersion: body.configurationVersion ?? 0,
    configuration: { ...body.configuration, type },
    additionalInfo: body.additionalInfo ?? null,
  }
}

function entityOf(given: unknown): EntityRef | null {
  if (typeof given !== 'object' || given === null) return null
  const { entityType } = given as { entityType?: unknown }
  const id = idIn('entityId', given)
  return id === null || typeof entityType !== 'string' ? null : { entityType, id }
}

function noEntity(): never {
  throw badRequest('Calculated field entity id should be specified!')
}

async function checkTarget(
  { store }: ApiParts,
  caller: Caller,
  { entity, type }: NewCalculatedField,
  before: CalculatedField | null,
): Promise<void> {
  const isFit = targets.includes(entity.entityType) || (entity.entityType === 'CUSTOMER' && type === 'ALARM')
  if (!isFit) {
    kindName(entity.entityType)
    throw badRequest(
      `Entity type '${entity.entityType}' does not support calculated fields of type '${type}'.`,
    )
  }
  await summaryFor(store, caller, entity, 'WRITE')
  if (before === null) return
  if (before.entity.id !== entity.id)
    throw badRequest('Changing the calculated field target entity after initialization is prohibited.')
  if (before.type !== type)
    throw badRequest('Changing the calculated field type after initialization is prohibited.')
}

function conflict(): ApiError {
  return new ApiError(
    409,
    errorCode.versionConflict,
    'The calculated field was changed by somebody else meanwhile. Load it again, then save',
  )
}

async function checkCount({ store }: ApiParts, { id }: EntityRef): Promise<void> {
  if ((await store.calculatedFields.countOf(id)) >= fieldsPerEntity)
    throw badRequest('Calculated fields per entity limit reached!')
}

/** Entities that arguments and zones name. */
function referencesIn(configuration: Readonly<Record<string, unknown>>): EntityRef[] {
  const groups = [configuration.arguments, configuration.zoneGroups]
  return groups.flatMap((group) =>
    typeof group === 'object' && group !== null ? Object.values(group).flatMap(referenceOf) : [],
  )
}

function referenceOf(argument: unknown): EntityRef[] {
  if (typeof argument !== 'object' || argument === null) return []
  const { refEntityId } = argument as { refEntityId?: unknown }
  if (typeof refEntityId !== 'object' || refEntityId === null) return []
  const { entityType, id } = refEntityId as { entityType?: unknown; id?: unknown }
  return typeof entityType === 'string' && isUuid(id) ? [{ entityType, id: String(id).toLowerCase() }] : []
}
