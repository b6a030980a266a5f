/** Saves samples without end and says which are committed, for the test that kills it (embedded.test.ts). */
import { silent } from '../every-database.ts'
import { openStore } from '../open.ts'
import { timeUuids } from '../time-uuid.ts'

const clock = {
  now: Date.now,
  after(ms: number, call: () => void) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
const [dataDir, id, from] = process.argv.slice(2)
const store = await openStore({
  databaseUrl: undefined,
  dataDir: dataDir ?? '',
  clock,
  identity: timeUuids(clock),
  log: silent,
})
const entity = { entityType: 'DEVICE', id: id ?? '' }
const options = { history: true, latest: true, ttl: 0 }
let ts = Number(from)
const line = async () => {
  for (;;) {
    const mine = ts++
    await store.telemetry.save(entity, mine, 0, { a: mine }, options)
    process.stdout.write(`${mine}\n`)
  }
}
await Promise.all(Array.from({ length: 50 }, line))
