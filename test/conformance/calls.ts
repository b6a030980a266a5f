/** Runs the cases about calls of transport.json, all at once, against a Weir of its own or the one in WEIR_READY. */
import { WeirProcess } from '../support/weir.ts'
import { type CallsCase, CallsRun } from './calls-case.ts'
import { CallWeir } from './calls-weir.ts'

export interface CallsResult {
  readonly id: string
  readonly outcome: 'passed' | 'failed' | 'later' | 'mended'
  readonly detail: string
}

/** Whether a case is about calls between server and device, which need rules, REST and a database to be played. */
export function isAboutCalls({ id, given, send, expect }: CallsCase): boolean {
  if (/-SIZE-|-SUB-|^GW-/.test(id)) return false
  return /\brpc\b/i.test(`${id} ${given} ${send} ${expect}`)
}

/** Servers that can't be set up here, by the words of their cases. */
const elsewhere: readonly (readonly [subject: string, words: RegExp])[] = [
  ['rate limits', /RateLimit/],
  ['a server of other configuration', /close_session_on_rpc|SEQUENTIAL/],
]

export async function runCallsCases(cases: readonly CallsCase[]): Promise<CallsResult[]> {
  const whole = cases.map((one, at) =>
    one.send === 'same' ? { ...one, send: cases[at - 1]?.send ?? '' } : one,
  )
  if (whole.length === 0) return []
  const weir = await WeirProcess.start()
  try {
    const server = new CallWeir(weir)
    // one login for all
    await weir.api('GET', '/api/auth/user')
    return await Promise.all(whole.map((one) => run(one, server)))
  } finally {
    await weir.stop()
  }
}

async function run(one: CallsCase, server: CallWeir): Promise<CallsResult> {
  const { id, given, expect } = one
  if (/^upstream quirk/.test(expect)) return { id, outcome: 'mended', detail: expect }
  const subject = elsewhere.find(([, words]) => words.test(`${given} ${expect}`))
  if (subject !== undefined) return { id, outcome: 'later', detail: subject[0] }
  const problem = await new CallsRun(one, server).run().catch((error: Error) => error.message)
  return problem === null ? { id, outcome: 'passed', detail: '' } : { id, outcome: 'failed', detail: problem }
}
