import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { QueueStatusJson } from '../../../engine/api/contract-queues.ts'
import type { EntityId } from '../api/devices.ts'
import { api } from '../api/http.ts'
import type { PageData } from '../api/pages.ts'
import type { Queue } from './model.ts'
import { type Sample, withSample } from './rate.ts'

const QUEUES_KEY = ['queues']
export const queuesKey = (): readonly string[] => QUEUES_KEY

export const useQueues = () =>
  useQuery({
    queryKey: [...QUEUES_KEY, 'all'],
    queryFn: async () =>
      (await api.get<PageData<Queue>>('/api/queues?serviceType=TB_RULE_ENGINE&pageSize=100&page=0')).data,
  })

export const saveQueue = (queue: Queue) => api.post<Queue>('/api/queues?serviceType=TB_RULE_ENGINE', queue)
export const removeQueue = (id: string) => api.delete(`/api/queues/${encodeURIComponent(id)}`)

export interface QueueLife {
  readonly status: QueueStatusJson
  /** what it did lately, oldest first */
  readonly samples: readonly Sample[]
}

/** What each queue is doing, by its id; asked every second. */
export function useQueueLife(): ReadonlyMap<string, QueueLife> {
  const [life, setLife] = useState<ReadonlyMap<string, QueueLife>>(new Map())
  const { data, dataUpdatedAt } = useQuery({
    queryKey: [...QUEUES_KEY, 'status'],
    queryFn: () => api.get<QueueStatusJson[]>('/api/weir/queues'),
    refetchInterval: 1_000,
  })
  useEffect(() => {
    if (data === undefined) return
    setLife(
      (before) =>
        new Map(
          data.map((status) => [
            status.id,
            {
              status,
              samples: withSample(before.get(status.id)?.samples ?? [], {
                at: dataUpdatedAt,
                done: status.done,
              }),
            },
          ]),
        ),
    )
  }, [data, dataUpdatedAt])
  return life
}

export interface QueueUser {
  readonly id: EntityId
  readonly name: string
  /** of a chain: the nodes that send their messages into the queue */
  readonly nodes: readonly { readonly id: string; readonly name: string }[]
}

interface Profile {
  readonly id: EntityId
  readonly name: string
  readonly defaultQueueName?: string | null
}

interface ChainNodes {
  readonly nodes: readonly {
    readonly id?: EntityId
    readonly name: string
    readonly queueName?: string | null
  }[]
}

/** chains that are looked through for nodes that name a queue */
const mostChains = 100

const all = 'pageSize=100&page=0&sortProperty=name&sortOrder=ASC'

/** The profiles and chains whose messages go through a queue by its name. */
export async function usersOf(name: string): Promise<readonly QueueUser[]> {
  const lists = await Promise.all(
    ['deviceProfiles', 'assetProfiles'].map((kind) => api.get<PageData<Profile>>(`/api/${kind}?${all}`)),
  )
  const profiles = lists
    .flatMap(({ data }) => data)
    .filter((profile) => profile.defaultQueueName === name)
    .map(({ id, name: of }) => ({ id, name: of, nodes: [] }))
  const chains = (await api.get<PageData<{ id: EntityId; name: string }>>(`/api/ruleChains?${all}`)).data
  const looked = await Promise.all(
    chains.slice(0, mostChains).map(async ({ id, name: of }) => {
      const { nodes } = await api.get<ChainNodes>(`/api/ruleChain/${encodeURIComponent(id.id)}/metadata`)
      const own = nodes.filter(({ queueName }) => queueName === name)
      return { id, name: of, nodes: own.map((node) => ({ id: node.id?.id ?? '', name: node.name })) }
    }),
  )
  return [...profiles, ...looked.filter(({ nodes }) => nodes.length > 0)]
}
