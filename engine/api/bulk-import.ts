import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { parseJson } from '../rules/json.ts'
import type { EntityRef } from '../rules/message.ts'
import type { AttributeScope } from '../rules/needs.ts'
import type { JsonObject, JsonValue } from '../rules/values.ts'
import { byCaller } from './announce.ts'
import { saveAsset } from './assets.ts'
import { readCsv } from './csv.ts'
import { saveCredentials } from './device-credentials.ts'
import { saveDevice } from './devices.ts'
import { ApiError, asApiError, badRequest } from './errors.ts'
import { entityId } from './ids.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('import')

const ImportBody = Type.Object({
  file: Type.String(),
  mapping: Type.Object({
    columns: Type.Array(
      Type.Object({
        type: Type.String(),
        key: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      }),
    ),
    delimiter: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    update: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
    header: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  }),
})
type Column = Static<typeof ImportBody>['mapping']['columns'][number]

/** Errors that the answer lists; all are counted. */
const mostErrors = 100

/** One row of the file, by the type of its columns. */
interface Row {
  readonly name: string
  readonly fields: ReadonlyMap<string, string>
  readonly attributes: ReadonlyMap<AttributeScope, JsonObject>
  readonly samples: JsonObject
}

interface Result {
  created: number
  updated: number
  errors: number
  errorsList: string[]
}

interface Known {
  readonly id: string
  readonly type: string
  readonly label: string | null
  readonly profileId: string
  readonly additionalInfo: Record<string, unknown> | null
}

/** How the rows of one kind are found and saved. */
interface Kind {
  readonly entityType: string
  readonly word: string
  readonly find: (name: string) => Promise<Known | null>
  readonly save: (caller: Caller, row: Row, known: Known | null) => Promise<string>
}

/** Devices and assets from a file of separated values, row by row: a bad one stops none of the others (12.6). */
export function bulkImportRoutes(api: Api, parts: ApiParts): void {
  for (const kind of [devicesOf(parts), assetsOf(parts)]) {
    const word = kind.word.toLowerCase()
    api.post(
      `/api/${word}/bulk_import`,
      {
        ...needs(kind.entityType === 'DEVICE' ? 'DEVICE:CREATE' : 'ASSET:CREATE'),
        schema: { tags: [`${word}s`], summary: 'Import from a file', body: ImportBody },
      },
      async (request) => importAll(parts, callerOf(request), kind, request.body),
    )
  }
}

async function importAll(
  parts: ApiParts,
  caller: Caller,
  kind: Kind,
  { file, mapping }: Static<typeof ImportBody>,
): Promise<Result> {
  const { columns, delimiter, update, header } = mapping
  if (!columns.some(({ type }) => type === 'NAME')) throw badRequest('One column must be the NAME')
  const unknown = columns.find(({ type }) => !columnTypes.has(type))
  if (unknown) throw badRequest(`Columns of type '${unknown.type.slice(0, 40)}' can't be imported`)
  const records = readCsv(file, delimiter || ',')
  const first = header ? 1 : 0
  const result: Result = { created: 0, updated: 0, errors: 0, errorsList: [] }
  for (const [index, record] of records.slice(first).entries()) {
    try {
      const row = rowOf(columns, record)
      const known = await kind.find(row.name)
      if (known !== null && update === false) throw badRequest(`${kind.word} with such name already exists!`)
      const id = await kind.save(caller, row, known)
      await saveValues(parts, caller, { entityType: kind.entityType, id }, row)
      if (known === null) result.created++
      else result.updated++
    } catch (error) {
      const { status, message } = asApiError(error)
      if (!(error instanceof ApiError) && status >= 500) throw error
      result.errors++
      if (result.errors <= mostErrors) result.errorsList.push(`Line ${index + 1 + first}: ${message}`)
    }
  }
  return result
}

const scopeOfColumn: Readonly<Record<string, AttributeScope>> = {
  SHARED_ATTRIBUTE: 'SHARED_SCOPE',
  SERVER_ATTRIBUTE: 'SERVER_SCOPE',
}

const columnTypes: ReadonlySet<string> = new Set([
  'NAME',
  'TYPE',
  'LABEL',
  'DESCRIPTION',
  'IS_GATEWAY',
  'ACCESS_TOKEN',
  'X509',
  'MQTT_CLIENT_ID',
  'MQTT_USER_NAME',
  'MQTT_PASSWORD',
  'TIMESERIES',
  ...Object.keys(scopeOfColumn),
])

function rowOf(columns: readonly Column[], record: readonly string[]): Row {
  const fields = new Map<string, string>()
  const attributes = new Map<AttributeScope, Record<string, JsonValue>>()
  const samples: Record<string, JsonValue> = Object.create(null)
  for (const [index, { type, key }] of columns.entries()) {
    const text = (record[index] ?? '').trim()
    if (text === '') continue
    const scope = Object.hasOwn(scopeOfColumn, type) ? scopeOfColumn[type] : undefined
    if (scope === undefined && type !== 'TIMESERIES') {
      fields.set(type, text)
      continue
    }
    if (!key?.trim()) throw badRequest(`A column of type ${type} needs a key`)
    if (scope === undefined) {
      samples[key.trim()] = typed(text)
      continue
    }
    const values = attributes.get(scope) ?? (Object.create(null) as Record<string, JsonValue>)
    values[key.trim()] = typed(text)
    attributes.set(scope, values)
  }
  return { name: fields.get('NAME') ?? '', fields, attributes, samples }
}

/** A cell as a value: booleans and plain numbers are what they look like, everything else is text. */
function typed(text: string): JsonValue {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true'
  return /^-?(0|[1-9]\d*)(\.\d{1,16})?$/.test(text) ? parseJson(text) : text
}

async function saveValues(
  { store, rules, devices, clock, calculatedFields }: ApiParts,
  caller: Caller,
  ref: EntityRef,
  { attributes, samples }: Row,
): Promise<void> {
  const now = clock.now()
  for (const [scope, values] of attributes) {
    await store.attributes.save(ref, scope, values, now)
    await calculatedFields.attributes(ref, scope, values, now, {})
    if (scope === 'SHARED_SCOPE' && ref.entityType === 'DEVICE') devices.notifyShared(ref.id, values, [])
    rules.announce('ATTRIBUTES_UPDATED', ref, values, { ...byCaller(caller), scope })
  }
  if (Object.keys(samples).length === 0) return
  await store.telemetry.save(ref, now, 0, samples, { history: true, latest: true, ttl: 0 })
  await calculatedFields.telemetry(ref, now, samples, {})
  rules.announce('TIMESERIES_UPDATED', ref, { timeseries: [{ ts: now, values: samples }] }, byCaller(caller))
}

function devicesOf(parts: ApiParts): Kind {
  return {
    entityType: 'DEVICE',
    word: 'Device',
    find: (name) => parts.store.devices.getByName(name),
    async save(caller, row, known) {
      const login = loginOf(row)
      const gateway = row.fields.get('IS_GATEWAY')
      const more = gateway === undefined ? {} : { gateway: typed(gateway) === true }
      const body = { ...bodyOf('DEVICE', row, known, more), ...profileOf('deviceProfileId', row, known) }
      const { id } = await saveDevice(parts, caller, body, {})
      if (login !== null) await saveCredentials(parts, id, login)
      return id
    },
  }
}

function assetsOf(parts: ApiParts): Kind {
  return {
    entityType: 'ASSET',
    word: 'Asset',
    find: (name) => parts.store.assets.getByName(name),
    async save(caller, row, known) {
      const body = { ...bodyOf('ASSET', row, known, {}), ...profileOf('assetProfileId', row, known) }
      return (await saveAsset(parts, caller, body, {})).id
    },
  }
}

/** What the file says, and for the rest what is there. */
function bodyOf(
  entityType: string,
  { name, fields }: Row,
  known: Known | null,
  more: Record<string, unknown>,
) {
  const description = fields.get('DESCRIPTION')
  const added = { ...(description === undefined ? {} : { description }), ...more }
  const isSame = Object.keys(added).length === 0
  return {
    ...(known === null ? {} : { id: entityId(entityType, known.id) }),
    name,
    label: fields.get('LABEL') ?? known?.label ?? null,
    additionalInfo: isSame ? (known?.additionalInfo ?? null) : { ...known?.additionalInfo, ...added },
  }
}

/** A type names the profile; without one a known entity keeps its own. */
function profileOf(member: string, { fields }: Row, known: Known | null): Record<string, unknown> {
  const type = fields.get('TYPE')
  if (type !== undefined) return { type }
  return known === null ? {} : { [member]: entityId('', known.profileId) }
}

/** The login of a row, as the credentials route takes it; null when there is none. */
function loginOf({ fields }: Row) {
  const token = fields.get('ACCESS_TOKEN')
  if (token !== undefined) return { credentialsType: 'ACCESS_TOKEN', credentialsId: token }
  const certificate = fields.get('X509')
  if (certificate !== undefined) return { credentialsType: 'X509_CERTIFICATE', credentialsValue: certificate }
  const basic = {
    clientId: fields.get('MQTT_CLIENT_ID'),
    userName: fields.get('MQTT_USER_NAME'),
    password: fields.get('MQTT_PASSWORD'),
  }
  if (Object.values(basic).every((part) => part === undefined)) return null
  return { credentialsType: 'MQTT_BASIC', credentialsValue: JSON.stringify(basic) }
}
