/**
 * Do the alarm rules of 1,000 devices keep up with 10,000 messages a second for a minute? Each device has three rules
 * (a simple, a lasting and a repeating one), and some of them raise and clear alarms all the time.
 *
 * rules: alarm rules → end, and alarms → end; the database keeps the alarms and the journal every message.
 * stored: the same with a node that saves the three values of each message in the database, before the end.
 * A message's time runs from the moment it is given to the journal, as a transport gives it, to the end of its chain:
 * the journal's flush is in it, and the commit of its alarm or its values where there is one.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { AlarmRound } from './alarms/flow.ts'
import { table } from './report.ts'

export async function alarms(): Promise<Record<string, unknown>> {
  const rules = await measure('rules')
  const stored = await measure('stored')
  const flows = { rules, stored }
  table(
    ['flow', 'msgs/s', 'p50 ms', 'p99 ms', 'max ms', 'rules p99', 'event loop p99', 'cores', 'behind'],
    Object.entries(flows).map(([name, each]) => [
      name,
      ...[each.messagesPerSecond, each.p50, each.p99, each.max, each.rulesP99].map(String),
      ...[each.loopP99, each.cores, each.behind].map(String),
    ]),
  )
  table(
    ['flow', 'rss start MB', 'middle', 'end', 'growth', 'alarms raised', 'updated', 'cleared'],
    Object.entries(flows).map(([name, each]) => [
      name,
      ...[...each.memory, growthOf(each)].map((bytes) => String(Math.round(bytes / 1e6))),
      ...[each.raised, each.updated, each.cleared].map(String),
    ]),
  )
  const { messagesPerSecond, p50, p99, raised, updated, cleared } = rules
  return {
    messagesPerSecond,
    p50,
    p99,
    rss: rules.memory[2],
    growth: growthOf(rules),
    raised,
    updated,
    cleared,
    flows,
  }
}

/** bytes from the middle to the end */
function growthOf({ memory }: AlarmRound): number {
  const [, middle = 0, last = 0] = memory
  return Math.round(last - middle)
}

function measure(flow: string): Promise<AlarmRound> {
  const child = fork(fileURLToPath(new URL('./alarms/flow.ts', import.meta.url)), [flow], {
    stdio: 'inherit',
  })
  return new Promise((resolve, reject) => {
    let round: AlarmRound | undefined
    child.once('message', (message) => {
      round = message as AlarmRound
    })
    child.once('exit', (code) => {
      if (round !== undefined) resolve(round)
      else reject(new Error(`The flow “${flow}” ended with ${code} and measured nothing`))
    })
  })
}
