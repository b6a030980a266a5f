import type { Clock, Identity } from '../rules/needs.ts'
import type { Database } from './database.ts'
import { isUuid } from './time-uuid.ts'

/** A message that was kept as a test of a chain. */
export interface ChainTest {
  readonly id: string
  readonly chainId: string
  readonly createdTime: number
  readonly name: string
  /** JSON text of a case as `.test.json` files have it; text, so that `42.0` stays what it is */
  readonly test: string
}

export interface ChainTestStore {
  /** of one chain, or of all; oldest first */
  list(chainId?: string): Promise<ChainTest[]>
  add(chainId: string, name: string, test: string): Promise<ChainTest>
  remove(chainId: string, id: string): Promise<boolean>
}

interface TestRow {
  readonly id: string
  readonly chain_id: string
  readonly created_time: number
  readonly name: string
  readonly test: string
}

const columns = 'id, chain_id, created_time, name, test'

export function chainTestStore({
  database,
  identity,
  clock,
}: {
  database: Database
  identity: Identity
  clock: Clock
}): ChainTestStore {
  return {
    async list(chainId) {
      if (chainId !== undefined && !isUuid(chainId)) return []
      const rows = await database.rows<TestRow>(
        `select ${columns} from rule_chain_test where $1::uuid is null or chain_id = $1::uuid
         order by chain_id, created_time, id`,
        [chainId ?? null],
      )
      return rows.map(testOf)
    },
    async add(chainId, name, test) {
      const kept = { id: identity.uuid(), chainId, createdTime: clock.now(), name, test }
      await database.run(`insert into rule_chain_test (${columns}) values ($1, $2, $3, $4, $5)`, [
        kept.id,
        chainId,
        kept.createdTime,
        name.replaceAll('\0', ''),
        test,
      ])
      return kept
    },
    async remove(chainId, id) {
      if (!isUuid(id) || !isUuid(chainId)) return false
      const count = await database.run(
        'delete from rule_chain_test where id = $1::uuid and chain_id = $2::uuid',
        [id, chainId],
      )
      return count > 0
    },
  }
}

function testOf(row: TestRow): ChainTest {
  return {
    id: row.id,
    chainId: row.chain_id,
    createdTime: row.created_time,
    name: row.name,
    test: row.test,
  }
}
