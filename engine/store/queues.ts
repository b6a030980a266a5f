import type { Identity } from '../rules/needs.ts'
import { installedQueues, mainQueue, type QueueConfig } from '../rules/queue-config.ts'
import { type Database, doubled, type Queries } from './database.ts'
import { type Listing, mapPage, page } from './paging.ts'
import { Conflict, NotFound, type Page, type PageLink } from './store.ts'
import { isUuid } from './time-uuid.ts'

/** A queue as the cloud's API has it. What is about brokers and partitions is kept and has no meaning here. */
export interface Queue extends QueueConfig {
  readonly id: string
  readonly createdTime: number
  readonly topic: string
  /** milliseconds */
  readonly pollInterval: number
  readonly partitions: number
  readonly consumerPerPartition: boolean
  readonly additionalInfo: Record<string, unknown> | null
}

export type NewQueue = Omit<Queue, 'id' | 'createdTime'>

export interface QueueStore {
  get(id: string): Promise<Queue | null>
  byName(name: string): Promise<Queue | null>
  list(link: PageLink): Promise<Page<Queue>>
  all(): Promise<Queue[]>
  /** Throws `Conflict` when the name or the topic is taken. */
  create(queue: NewQueue): Promise<Queue>
  /** Name and topic stay what they are. Throws `NotFound`. */
  update(id: string, queue: NewQueue): Promise<Queue>
  /** Throws `Conflict` for the main queue and for one that a profile names. False when there was none. */
  remove(id: string): Promise<boolean>
}

interface QueueRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly topic: string
  readonly poll_interval: number
  readonly partitions: number
  readonly consumer_per_partition: boolean
  readonly pack_processing_timeout: number
  readonly submit_strategy: string
  readonly processing_strategy: string
  readonly additional_info: string | null
}

const columns = `id, created_time, name, topic, poll_interval, partitions, consumer_per_partition,
  pack_processing_timeout, submit_strategy, processing_strategy, additional_info`

const listing: Listing = {
  columns,
  from: 'queue',
  sortable: { id: 'id', createdTime: 'created_time', name: 'name', topic: 'topic' },
  searched: ['name'],
}

export interface QueueParts {
  readonly database: Database
  readonly identity: Identity
  readonly now: () => number
}

export function queueStore({ database, identity, now }: QueueParts): QueueStore {
  const one = async (condition: string, value: unknown) => {
    const row = await database.one<QueueRow>(`select ${columns} from queue where ${condition}`, [value])
    return row && queueOf(row)
  }
  const get = async (id: string) => (isUuid(id) ? one('id = $1::uuid', id) : null)
  const existing = async (id: string) => {
    const queue = await get(id)
    if (queue === null) throw new NotFound(`There is no queue with the id ${id.slice(0, 60)}`)
    return queue
  }
  return {
    get,
    byName: (name) => one('name = $1', name),
    list: async (link) => mapPage(await page<QueueRow>(database, listing, link), queueOf),
    all: async () =>
      (await database.rows<QueueRow>(`select ${columns} from queue order by created_time, id`)).map(queueOf),

    async create(queue) {
      const id = identity.uuid()
      await insertQueue(database, id, now(), queue)
      return existing(id)
    },

    async update(id, queue) {
      await existing(id)
      await database.run(
        `update queue set poll_interval = $2, partitions = $3, consumer_per_partition = $4,
           pack_processing_timeout = $5, submit_strategy = $6, processing_strategy = $7, additional_info = $8
         where id = $1`,
        [id, ...settingsOf(queue)],
      )
      return existing(id)
    },

    remove: (id) =>
      database.transaction(async (transaction) => {
        if (!isUuid(id)) return false
        const queue = await transaction.one<{ name: string }>('select name from queue where id = $1::uuid', [
          id,
        ])
        if (queue === null) return false
        if (queue.name === mainQueue)
          throw new Conflict(`“${mainQueue}” takes what names no other queue, so it can't be deleted`)
        await refuseWhileNamed(transaction, queue.name)
        return (await transaction.run('delete from queue where id = $1::uuid', [id])) > 0
      }),
  }
}

/** Gives a new database the queues that every installation has. */
export async function ensureQueues(
  transaction: Queries,
  { identity, now }: { identity: Identity; now: () => number },
): Promise<void> {
  const there = await transaction.one<{ count: number }>('select count(*) as count from queue')
  if ((there?.count ?? 0) > 0) return
  for (const config of installedQueues) {
    const topic = `tb_rule_engine.${topics[config.name] ?? config.name}`
    await insertQueue(transaction, identity.uuid(), now(), { ...config, ...installed, topic })
  }
}

const topics: Readonly<Record<string, string>> = {
  Main: 'main',
  HighPriority: 'hp',
  SequentialByOriginator: 'sq',
}

const installed = {
  pollInterval: 25,
  partitions: 10,
  consumerPerPartition: true,
  additionalInfo: { description: '', customProperties: '', duplicateMsgToAllPartitions: false },
}

async function insertQueue(queries: Queries, id: string, time: number, queue: NewQueue): Promise<void> {
  try {
    await queries.run(
      `insert into queue (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [id, time, queue.name, queue.topic, ...settingsOf(queue)],
    )
  } catch (error) {
    const what = doubled(error)
    if (what === null) throw error
    throw new Conflict(
      what === 'queue_topic'
        ? `Another queue has the topic “${queue.topic}” already. Choose another one`
        : `There is a queue “${queue.name}” already. Choose another name`,
    )
  }
}

function settingsOf(queue: NewQueue): unknown[] {
  return [
    queue.pollInterval,
    queue.partitions,
    queue.consumerPerPartition,
    queue.packProcessingTimeout,
    JSON.stringify(queue.submitStrategy),
    JSON.stringify(queue.processingStrategy),
    queue.additionalInfo === null ? null : JSON.stringify(queue.additionalInfo),
  ]
}

async function refuseWhileNamed(transaction: Queries, name: string): Promise<void> {
  for (const [table, kind] of [
    ['device_profile', 'device profile'],
    ['asset_profile', 'asset profile'],
  ]) {
    const profile = await transaction.one<{ name: string }>(
      `select name from ${table} where default_queue_name = $1 limit 1`,
      [name],
    )
    if (profile !== null)
      throw new Conflict(
        `The ${kind} “${profile.name}” sends its messages through “${name}”. Choose another queue there first`,
      )
  }
}

function queueOf(row: QueueRow): Queue {
  return {
    id: row.id,
    createdTime: row.created_time,
    name: row.name,
    topic: row.topic,
    pollInterval: row.poll_interval,
    partitions: row.partitions,
    consumerPerPartition: row.consumer_per_partition,
    packProcessingTimeout: row.pack_processing_timeout,
    submitStrategy: JSON.parse(row.submit_strategy),
    processingStrategy: JSON.parse(row.processing_strategy),
    additionalInfo: row.additional_info === null ? null : JSON.parse(row.additional_info),
  }
}
