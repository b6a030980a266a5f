import { readFile } from 'node:fs/promises'
import type { WeirProcess } from './weir.ts'

/** What a set check found wrong, in words; nothing when the promises hold. */
export interface SetCheck {
  readonly acked: number
  readonly stored: number
  readonly problems: readonly string[]
}

/**
 * Compares what devices were told is safe with what is stored: every acknowledged number is there, none is there
 * twice, and time order is sending order (each number n was sent with the time `tsBase` + n).
 *
 * @param ackedFile lines `deviceIndex seq`, as the load client writes them
 * @param devices ids, by index
 */
export async function checkStoredSet(
  weir: WeirProcess,
  devices: readonly string[],
  ackedFile: string,
  tsBase: number,
): Promise<SetCheck> {
  const acked = await ackedNumbers(ackedFile, devices.length)
  const problems: string[] = []
  let total = 0
  for (const [index, id] of devices.entries()) {
    const stored = await storedNumbers(weir, id, tsBase)
    total += stored.length
    const present = new Set(stored.map((row) => row.seq))
    const lost = [...(acked[index] ?? [])].filter((seq) => !present.has(seq))
    if (lost.length > 0)
      problems.push(`device ${index} lost ${lost.length} acknowledged: ${lost.slice(0, 5)} …`)
    if (present.size !== stored.length)
      problems.push(`device ${index} has ${stored.length - present.size} twice`)
    const shifted = stored.filter((row) => row.ts !== tsBase + row.seq)
    if (shifted.length > 0) problems.push(`device ${index} has ${shifted.length} at a time not their own`)
    const latest = await latestNumber(weir, id)
    const newest = Math.max(-1, ...present)
    if (latest !== newest)
      problems.push(`device ${index} shows ${latest} as latest, and ${newest} is the newest stored`)
  }
  return { acked: acked.reduce((sum, set) => sum + set.size, 0), stored: total, problems }
}

async function ackedNumbers(file: string, devices: number): Promise<Set<number>[]> {
  const sets = Array.from({ length: devices }, () => new Set<number>())
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [device, seq] = line.split(' ')
    if (seq !== undefined && seq !== '') sets[Number(device)]?.add(Number(seq))
  }
  return sets
}

async function storedNumbers(
  weir: WeirProcess,
  id: string,
  tsBase: number,
): Promise<{ ts: number; seq: number }[]> {
  const range = `startTs=${tsBase}&endTs=${tsBase + 86_400_000}&limit=10000000&orderBy=ASC&useStrictDataTypes=true`
  const answer = await weir.api<{ seq?: { ts: number; value: number }[] }>(
    'GET',
    `/api/plugins/telemetry/DEVICE/${id}/values/timeseries?keys=seq&${range}`,
  )
  return (answer.seq ?? []).map(({ ts, value }) => ({ ts, seq: value }))
}

async function latestNumber(weir: WeirProcess, id: string): Promise<number> {
  const answer = await weir.api<{ seq?: { value: number | null }[] }>(
    'GET',
    `/api/plugins/telemetry/DEVICE/${id}/values/timeseries?keys=seq&useStrictDataTypes=true`,
  )
  return answer.seq?.[0]?.value ?? -1
}
