import type {
  ChainSummary,
  ChainView,
  DraftView,
  ImportNote,
  ImportPreview,
  LiveFrame,
  MessagesFrame,
  NodeDefinitionJson,
  Recording,
  RememberedMessage,
  ScriptOutcome,
  ScriptRun,
  SeenKey,
  SendMessage,
  VersionSummary,
} from '../../../engine/api/contract.ts'
import type { ChainGraph, DebugSettings } from '../../../engine/rules/chain.ts'
import type { Problem } from '../../../engine/rules/failure.ts'
import { ApiError, api } from '../api/http.ts'
import { live } from '../api/live.ts'
import { session } from '../api/session.ts'

/** Everything that the chain editor asks of the server; nothing else in this folder talks to it. */
const path = (chainId: string) => `/api/weir/chains/${encodeURIComponent(chainId)}`

export const loadChain = (chainId: string) => api.get<ChainView>(path(chainId))
export const loadChains = () => api.get<ChainSummary[]>('/api/weir/chains')
export const loadDefinitions = () => api.get<NodeDefinitionJson[]>('/api/weir/nodes')
export const loadVersions = (chainId: string) => api.get<VersionSummary[]>(`${path(chainId)}/versions`)
export const loadVersion = (chainId: string, version: number) =>
  api.get<{ graph: ChainGraph }>(`${path(chainId)}/versions/${version}`)
export const restoreVersion = (chainId: string, version: number) =>
  api.post<ChainView>(`${path(chainId)}/versions/${version}/restore`)
export const renameChain = (chainId: string, about: { name?: string; description?: string }) =>
  api.patch<ChainSummary>(path(chainId), about)
export const discardDraft = (chainId: string) => api.delete<ChainView>(`${path(chainId)}/draft`)
export const exportChain = (chainId: string) => api.get<unknown>(`${path(chainId)}/export`)
export const previewImport = (file: unknown) => api.post<ImportPreview>('/api/weir/chains/preview', file)
export const importAsNew = (file: unknown) =>
  api.post<{ chain: ChainView; report: readonly ImportNote[] }>('/api/weir/chains/import', file)
export const sendMessage = (chainId: string, message: SendMessage) =>
  api.post<{ flight: number }>(`${path(chainId)}/send`, message)
export const runScript = (run: ScriptRun) => api.post<ScriptOutcome>('/api/weir/scripts/run', run)
export const loadKeys = (chainId: string, nodeId: string) =>
  api.get<SeenKey[]>(`/api/weir/keys?chain=${encodeURIComponent(chainId)}&node=${encodeURIComponent(nodeId)}`)

export function loadMessages(
  chainId: string,
  which: { node?: string; failures?: boolean; limit: number },
): Promise<RememberedMessage[]> {
  const query = new URLSearchParams({ limit: String(which.limit) })
  if (which.node !== undefined) query.set('node', which.node)
  if (which.failures) query.set('failures', 'true')
  return api.get(`${path(chainId)}/messages?${query}`)
}

export type Saved =
  | { readonly kind: 'saved'; readonly draft: DraftView; readonly problems: readonly Problem[] }
  /** someone else saved first; `theirs` is what the server holds now, null when they removed or deployed the draft */
  | { readonly kind: 'conflict'; readonly theirs: DraftView | null }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly reason: string }

export async function saveDraft(chainId: string, graph: ChainGraph, revision: number): Promise<Saved> {
  try {
    const answer = await api.put<{ draft: DraftView; problems: readonly Problem[] }>(
      `${path(chainId)}/draft`,
      {
        graph,
        revision,
      },
    )
    return { kind: 'saved', ...answer }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 409) {
      const body = error.body as { draft?: DraftView | null } | null
      return { kind: 'conflict', theirs: body?.draft ?? null }
    }
    if (error.unreachable || error.status >= 500) return { kind: 'unreachable' }
    return { kind: 'refused', reason: error.message }
  }
}

export type Deployed =
  | { readonly kind: 'deployed'; readonly chain: ChainView }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  | { readonly kind: 'refused'; readonly reason: string }

export async function deploy(chainId: string, revision: number, note: string): Promise<Deployed> {
  try {
    const about = note === '' ? { revision } : { revision, note }
    return { kind: 'deployed', chain: await api.post<ChainView>(`${path(chainId)}/deploy`, about) }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const problems = (error.body as { problems?: readonly Problem[] } | null)?.problems
    if (error.status === 422 && Array.isArray(problems)) return { kind: 'problems', problems }
    return { kind: 'refused', reason: error.message }
  }
}

export const watchChain = (chainId: string, onFrame: (frame: LiveFrame) => void) =>
  live.subscribe({ type: 'WEIR_CHAIN', chainId }, onFrame)
export const watchMessages = (chainId: string, onFrame: (frame: MessagesFrame) => void) =>
  live.subscribe({ type: 'WEIR_MESSAGES', chainId }, onFrame)

/** Changes what live nodes write down, without a deploy; answers how they do now. */
export const record = (chainId: string, wanted: Recording) =>
  api.post<{ nodes: Readonly<Record<string, DebugSettings>> }>(`${path(chainId)}/recording`, wanted)
/** The steps of one message in all chains that it went through. */
export const loadPath = (flight: number) => api.get<RememberedMessage[]>(`/api/weir/flights/${flight}`)

export interface NamedRow {
  readonly id: { readonly entityType: string; readonly id: string }
  readonly name: string
}

/** list and single entity of the kinds that can be chosen by name; `{id}` stands for the id */
const listed: Readonly<Record<string, { readonly list: string; readonly one: string }>> = {
  DEVICE: { list: '/api/tenant/devices', one: '/api/device/{id}' },
  ASSET: { list: '/api/tenant/assets', one: '/api/asset/{id}' },
  ENTITY_VIEW: { list: '/api/tenant/entityViews', one: '/api/entityView/{id}' },
  CUSTOMER: { list: '/api/customers', one: '/api/customer/{id}' },
  DEVICE_PROFILE: { list: '/api/deviceProfiles', one: '/api/deviceProfile/{id}' },
  ASSET_PROFILE: { list: '/api/assetProfiles', one: '/api/assetProfile/{id}' },
  RULE_CHAIN: { list: '/api/ruleChains', one: '/api/ruleChain/{id}' },
}

export const isListed = (entityType: string) => Object.hasOwn(listed, entityType)

interface EntityRow extends Partial<NamedRow> {
  readonly id: NamedRow['id']
  readonly title?: string
}

const nameOf = ({ name, title }: EntityRow) => name ?? title ?? ''

/** Up to twenty entities of a kind whose name holds the text. */
export async function findEntities(entityType: string, text: string): Promise<NamedRow[]> {
  const sortProperty = entityType === 'CUSTOMER' ? 'title' : 'name'
  const query = new URLSearchParams({ pageSize: '20', page: '0', sortProperty, sortOrder: 'ASC' })
  if (text !== '') query.set('textSearch', text)
  const page = await api.get<{ data: EntityRow[] }>(`${listed[entityType]?.list}?${query}`)
  return page.data.map((row) => ({ id: row.id, name: nameOf(row) }))
}

export async function loadEntityName(entityType: string, id: string): Promise<string> {
  const url = listed[entityType]?.one.replace('{id}', encodeURIComponent(id)) ?? ''
  return nameOf(await api.get<EntityRow>(url))
}

/** What there is of a kind of thing that a field may name: profiles, customers, types of alarm. */
export async function loadOffers(offers: string): Promise<string[]> {
  switch (offers) {
    case 'deviceProfiles':
      return (await api.get<{ name: string }[]>('/api/deviceProfile/names')).map(({ name }) => name)
    case 'customers':
      return (await findEntities('CUSTOMER', '')).map(({ name }) => name)
    case 'alarmTypes': {
      const page = await api.get<{ data: { type: string }[] }>('/api/alarm/types?pageSize=100&page=0')
      return page.data.map(({ type }) => type)
    }
    default:
      return []
  }
}

export async function loadQueues(): Promise<string[]> {
  const query = new URLSearchParams({ serviceType: 'TB_RULE_ENGINE', pageSize: '100', page: '0' })
  return (await api.get<{ data: { name: string }[] }>(`/api/queues?${query}`)).data.map(({ name }) => name)
}

/** When a node that works by the time does so next, soonest first; null while it does not run. */
export async function loadNextRuns(chainId: string, nodeId: string): Promise<NextRuns | null> {
  try {
    return await api.get<NextRuns>(
      `/api/weir/ruleChains/${encodeURIComponent(chainId)}/nodes/${encodeURIComponent(nodeId)}/next-runs?most=5`,
    )
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

export interface NextRuns {
  readonly status: string | null
  /** epoch ms */
  readonly nextRuns: readonly number[]
}

/** What the server wrote down about a node while it was debugged. */
export interface DebugEvent {
  readonly id: { readonly id: string }
  readonly createdTime: number
  readonly body: Readonly<Record<string, string | undefined>>
}

export function loadDebugEvents(
  nodeId: string,
  page: number,
): Promise<{ data: DebugEvent[]; hasNext: boolean; totalElements: number }> {
  const tenant = session.getState().claims?.tenantId ?? ''
  const query = new URLSearchParams({
    tenantId: tenant,
    pageSize: '20',
    page: String(page),
    sortProperty: 'createdTime',
    sortOrder: 'DESC',
  })
  return api.get(`/api/events/RULE_NODE/${encodeURIComponent(nodeId)}/DEBUG_RULE_NODE?${query}`)
}
