import type {
  ChainSummary,
  ChainView,
  DraftView,
  ImportNote,
  ImportPreview,
  LiveFrame,
  MessagesFrame,
  NodeDefinitionJson,
  RememberedMessage,
  ScriptOutcome,
  ScriptRun,
  SeenKey,
  SendMessage,
  VersionSummary,
} from '../../../engine/api/contract.ts'
import type { ChainGraph } from '../../../engine/rules/chain.ts'
import type { Problem } from '../../../engine/rules/failure.ts'
import { ApiError, api } from '../api/http.ts'
import { live } from '../api/live.ts'

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

export interface DeviceRow {
  readonly id: { readonly entityType: string; readonly id: string }
  readonly name: string
}

/** Devices to choose from, by a part of their name; the ThingsBoard-shaped list. */
export async function findDevices(text: string): Promise<DeviceRow[]> {
  const query = new URLSearchParams({ pageSize: '20', page: '0', sortProperty: 'name', sortOrder: 'ASC' })
  if (text !== '') query.set('textSearch', text)
  const page = await api.get<{ data: DeviceRow[] }>(`/api/tenant/devices?${query}`)
  return page.data
}
