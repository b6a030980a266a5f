/**
 * `npm run bench -- NAME [--save]`: answers one question about speed. Prints a table and, as its last line, one JSON
 * object; `--save` also keeps it in bench/results, good or bad.
 */
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { machine } from './report.ts'

type Bench = () => Promise<Record<string, unknown>>

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  alarms: async () => (await import('./alarms.ts')).alarms,
  chain: async () => (await import('./chain.ts')).chain,
  ingest: async () => (await import('./ingest.ts')).ingest,
  overload: async () => (await import('./overload.ts')).overload,
  start: async () => (await import('./start.ts')).start,
  tbel: async () => (await import('./tbel.ts')).tbel,
}

const [name = '', ...flags] = process.argv.slice(2)
const open = Object.hasOwn(benches, name) ? benches[name] : undefined
if (open === undefined) {
  console.error(`Which bench? One of: ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}
const about = machine()
console.log(
  Object.entries(about)
    .map(([key, value]) => `${key} ${value}`)
    .join(' · '),
)
const result = await (await open())()
const line = JSON.stringify({ bench: name, ...result, machine: about })
if (flags.includes('--save')) {
  appendFileSync(fileURLToPath(new URL(`./results/${name}.jsonl`, import.meta.url)), `${line}\n`)
}
console.log(line)
process.exit(0)
