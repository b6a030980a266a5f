import type { ChainDocument, ChainGraph } from '../rules/chain.ts'
import type { Database, Queries } from './database.ts'
import { type EntityParts, existing } from './devices.ts'
import { forgetEntities } from './entity-removal.ts'
import { type Listing, mapPage, page } from './paging.ts'
import {
  type ChainDraft,
  type ChainStore,
  type ChainVersion,
  Conflict,
  NotFound,
  type StoredChain,
} from './store.ts'
import { forgetTelemetry } from './telemetry-removal.ts'
import { isUuid } from './time-uuid.ts'

interface ChainRow {
  readonly id: string
  readonly created_time: number
  readonly name: string
  readonly type: 'CORE' | 'EDGE'
  readonly root: boolean
  readonly head: string
  readonly live_version: number
  readonly deployed_time: number | null
  readonly has_draft: boolean
}

const columns = `c.id, c.created_time, c.name, c.type, c.root, c.head, c.live_version, c.deployed_time,
  exists (select 1 from rule_chain_draft where chain_id = c.id) as has_draft`

const listing: Listing = {
  columns,
  from: 'rule_chain c',
  sortable: { id: 'c.id', createdTime: 'c.created_time', name: 'c.name', type: 'c.type', root: 'c.root' },
  searched: ['c.name'],
}

interface DraftRow {
  readonly graph: string
  readonly based_on: number
  readonly revision: number
  readonly saved_time: number
  readonly user_id: string | null
}

const draftColumns = 'graph, based_on, revision, saved_time, user_id'

/** Rule chains: their heads, all deployed versions, and one draft each. */
export function chainStore({ database, identity, now, changes }: EntityParts): ChainStore {
  const get = async (id: string) => (isUuid(id) ? chainWhere(database, 'c.id = $1::uuid', [id]) : null)
  const graph = async (text: string, values: unknown[]) => {
    const row = isUuid(String(values[0])) ? await database.one<{ graph: string }>(text, values) : null
    return row && (JSON.parse(row.graph) as ChainGraph)
  }
  const draft = async (id: string) => {
    const row = isUuid(id)
      ? await database.one<DraftRow>(
          `select ${draftColumns} from rule_chain_draft where chain_id = $1::uuid`,
          [id],
        )
      : null
    return row && draftOf(row)
  }
  return {
    get,
    draft,
    root: () => chainWhere(database, 'c.root', []),

    async list(link, type) {
      const conditions =
        type === undefined ? { sql: [], values: [] } : { sql: ['c.type = $1'], values: [type] }
      return mapPage(await page<ChainRow>(database, listing, link, conditions), chainOf)
    },

    async all() {
      return (await database.rows<ChainRow>(`select ${columns} from rule_chain c order by c.id`)).map(chainOf)
    },

    async create(head) {
      const id = identity.uuid()
      await database.run(
        `insert into rule_chain (id, created_time, name, type, root, head) values ($1, $2, $3, $4, false, $5)`,
        [id, now(), head.name, head.type, JSON.stringify(head)],
      )
      changes.saved('RULE_CHAIN', id)
      return existing(await get(id), id)
    },

    async updateHead(id, head) {
      existing(await get(id), id)
      await database.run('update rule_chain set name = $2, type = $3, head = $4 where id = $1', [
        id,
        head.name,
        head.type,
        JSON.stringify(head),
      ])
      changes.saved('RULE_CHAIN', id)
      return existing(await get(id), id)
    },

    async remove(id) {
      if (!isUuid(id)) return false
      const removed = await database.transaction((transaction) => remove(transaction, id))
      if (!removed) return false
      changes.removed('RULE_CHAIN', id)
      await forgetTelemetry(database, id)
      return true
    },

    async setRoot(id) {
      const before = await database.one<{ id: string }>('select id from rule_chain where root')
      const root = await database.transaction(async (transaction) => {
        if (!isUuid(id)) throw new NotFound(`There is no rule chain with the id ${id.slice(0, 60)}`)
        await transaction.run('update rule_chain set root = false where root and id <> $1::uuid', [id])
        await transaction.run('update rule_chain set root = true where id = $1::uuid', [id])
        // the transaction is undone when there is none, and the old root stays
        return existing(await chainWhere(transaction, 'c.id = $1::uuid', [id]), id)
      })
      if (before !== null) changes.saved('RULE_CHAIN', before.id)
      changes.saved('RULE_CHAIN', id)
      return root
    },

    live: (id) =>
      graph(
        `select v.graph from rule_chain c join rule_chain_version v on v.chain_id = c.id and v.version = c.live_version
         where c.id = $1::uuid`,
        [id],
      ),

    version: (id, version) =>
      graph('select graph from rule_chain_version where chain_id = $1::uuid and version = $2::int8', [
        id,
        version,
      ]),

    changeLive: (id, change) =>
      database.transaction(async (transaction) => {
        if (!isUuid(id)) return null
        // The chain is locked as well: a deploy that comes now must wait, or it would be written to the version before.
        const row = await transaction.one<{ version: number; graph: string }>(
          `select v.version, v.graph from rule_chain c
           join rule_chain_version v on v.chain_id = c.id and v.version = c.live_version
           where c.id = $1::uuid for update`,
          [id],
        )
        if (row === null) return null
        const changed = change(JSON.parse(row.graph) as ChainGraph)
        await transaction.run(
          'update rule_chain_version set graph = $3 where chain_id = $1::uuid and version = $2::int8',
          [id, row.version, JSON.stringify(changed)],
        )
        return changed
      }),

    versions: async (id) => (isUuid(id) ? versionsOf(database, id) : []),

    deploy: (id, live, { userId, note, summary }) =>
      database.transaction(async (transaction) => {
        if (!isUuid(id)) throw new NotFound(`There is no rule chain with the id ${id.slice(0, 60)}`)
        const next = await transaction.one<{ live_version: number }>(
          `update rule_chain set live_version = live_version + 1, deployed_time = $2
           where id = $1::uuid returning live_version`,
          [id, now()],
        )
        await transaction.run(
          `insert into rule_chain_version (chain_id, version, created_time, user_id, note, summary, graph)
           values ($1, $2, $3, $4, $5, $6, $7)`,
          [id, existing(next, id).live_version, now(), userId, note, summary, JSON.stringify(live)],
        )
        await transaction.run('delete from rule_chain_draft where chain_id = $1::uuid', [id])
        return existing(await chainWhere(transaction, 'c.id = $1::uuid', [id]), id)
      }),

    async saveDraft(id, graph, { userId, revision }) {
      existing(await get(id), id)
      const values = [id, JSON.stringify(graph), now(), userId]
      const row =
        revision === null
          ? await database.one<DraftRow>(
              `insert into rule_chain_draft (chain_id, graph, saved_time, user_id, based_on, revision)
               select $1::uuid, $2::json, $3::int8, $4::uuid, live_version, 1 from rule_chain where id = $1::uuid
               on conflict do nothing returning ${draftColumns}`,
              values,
            )
          : await database.one<DraftRow>(
              `update rule_chain_draft set graph = $2, saved_time = $3, user_id = $4, revision = revision + 1
               where chain_id = $1::uuid and revision = $5::int8 returning ${draftColumns}`,
              [...values, revision],
            )
      if (row === null) throw new Conflict('The draft was changed by someone else in the meantime')
      return draftOf(row)
    },

    async dropDraft(id) {
      if (isUuid(id)) await database.run('delete from rule_chain_draft where chain_id = $1::uuid', [id])
    },
  }
}

async function chainWhere(
  queries: Queries,
  condition: string,
  values: unknown[],
): Promise<StoredChain | null> {
  const row = await queries.one<ChainRow>(`select ${columns} from rule_chain c where ${condition}`, values)
  return row && chainOf(row)
}

async function remove(transaction: Queries, id: string): Promise<boolean> {
  const chain = await chainWhere(transaction, 'c.id = $1::uuid', [id])
  if (chain === null) return false
  if (chain.root) throw new Conflict(`“${chain.name}” is the root chain; make another one the root first`)
  const profile = await transaction.one<{ name: string; kind: string }>(
    `select name, 'device' as kind from device_profile where default_rule_chain_id = $1::uuid
     union all select name, 'asset' from asset_profile where default_rule_chain_id = $1::uuid limit 1`,
    [id],
  )
  if (profile !== null)
    throw new Conflict(`The ${profile.kind} profile “${profile.name}” sends its messages to “${chain.name}”`)
  await forgetEntities(transaction, [id])
  return (await transaction.run('delete from rule_chain where id = $1::uuid', [id])) > 0
}

async function versionsOf(database: Database, id: string): Promise<ChainVersion[]> {
  const rows = await database.rows<{
    version: number
    created_time: number
    user_id: string | null
    email: string | null
    note: string
    summary: string
  }>(
    `select v.version, v.created_time, v.user_id, a.email, v.note, v.summary
     from rule_chain_version v left join account a on a.id = v.user_id
     where v.chain_id = $1::uuid order by v.version desc`,
    [id],
  )
  return rows.map(({ version, created_time, user_id, email, note, summary }) => {
    return { version, createdTime: created_time, userId: user_id, userName: email, note, summary }
  })
}

function chainOf(row: ChainRow): StoredChain {
  const head = JSON.parse(row.head) as ChainDocument['ruleChain']
  return {
    id: row.id,
    createdTime: row.created_time,
    name: row.name,
    type: row.type,
    root: row.root,
    liveVersion: row.live_version,
    deployedTime: row.deployed_time,
    hasDraft: row.has_draft,
    head: {
      ...head,
      id: { entityType: 'RULE_CHAIN', id: row.id },
      name: row.name,
      type: row.type,
      root: row.root,
    },
  }
}

function draftOf(row: DraftRow): ChainDraft {
  return {
    graph: JSON.parse(row.graph),
    basedOn: row.based_on,
    revision: row.revision,
    savedTime: row.saved_time,
    userId: row.user_id,
  }
}
