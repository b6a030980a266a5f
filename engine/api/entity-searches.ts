import { type Static, Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { isOwn, type Permission } from '../access/permissions.ts'
import { summaryFor } from './entity-access.ts'
import { assetJson, entityViewJson } from './entity-shapes.ts'
import { SearchParameters, searchRoot } from './relation-lists.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'
import { deviceJson } from './shapes.ts'

const { needs } = routesOf('relations')

const Types = Type.Optional(Type.Union([Type.Array(Type.String()), Type.Null()]))
const SearchBody = Type.Object({
  parameters: SearchParameters,
  relationType: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  deviceTypes: Types,
  assetTypes: Types,
  entityViewTypes: Types,
})
type SearchBody = Static<typeof SearchBody>

interface Found {
  readonly type: string
  readonly customerId: string | null
}

/** Devices, assets and entity views along relations from an entity (rest-core.md 10). */
export function entitySearchRoutes(api: Api, parts: ApiParts): void {
  const { store } = parts
  const { tenantId } = store

  function search<T extends Found>(
    url: string,
    permission: Permission,
    kind: { entityType: string; types: (body: SearchBody) => readonly string[] | null | undefined },
    getMany: (ids: readonly string[]) => Promise<T[]>,
    json: (found: T) => Record<string, unknown>,
  ): void {
    const schema = { tags: ['queries'], summary: 'Find along relations', body: SearchBody }
    api.post(url, { ...needs(permission), schema }, async (request) => {
      const caller = callerOf(request)
      const types = kind.types(request.body) ?? []
      const found = await getMany(await idsAlong(parts, caller, request.body, kind.entityType))
      return found
        .filter((one) => isOwn(caller, one) && (types.length === 0 || types.includes(one.type)))
        .map(json)
    })
  }

  search(
    '/api/devices',
    'DEVICE:READ',
    { entityType: 'DEVICE', types: ({ deviceTypes }) => deviceTypes },
    store.devices.getMany,
    (device) => deviceJson(device, tenantId),
  )
  search(
    '/api/assets',
    'ASSET:READ',
    { entityType: 'ASSET', types: ({ assetTypes }) => assetTypes },
    store.assets.getMany,
    (asset) => assetJson(asset, tenantId),
  )
  search(
    '/api/entityViews',
    'ENTITY_VIEW:READ',
    { entityType: 'ENTITY_VIEW', types: ({ entityViewTypes }) => entityViewTypes },
    store.entityViews.getMany,
    (view) => entityViewJson(view, tenantId),
  )
}

async function idsAlong(
  { store }: ApiParts,
  caller: Caller,
  { parameters, relationType }: SearchBody,
  entityType: string,
): Promise<string[]> {
  const query = searchRoot(parameters)
  await summaryFor(store, caller, query.root, 'READ')
  const filters = [{ relationType: relationType ?? '', entityTypes: [entityType] }]
  const relations = await store.relations.find({ ...query, filters })
  return [...new Set(relations.map(({ from, to }) => (query.direction === 'FROM' ? to.id : from.id)))]
}
