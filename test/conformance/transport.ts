/**
 * Runs the transport cases of the conformance folder.
 *
 *   node test/conformance/transport.ts [id …]         against the transports with a gate in memory
 *   WEIR_READY='{"http":…,"coap":…}' WEIR_ADMIN_EMAIL=… WEIR_ADMIN_PASSWORD=… node test/conformance/transport.ts
 *                                                     against a running Weir; WEIR_READY is the JSON of its ready line
 *
 * Cases of subjects that Weir does not have yet are listed as `later: <id>`. MQTT cases have a runner of their own.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAboutCalls, runCallsCases } from './calls.ts'
import { CoapClient } from './coap-client.ts'
import { check } from './transport-check.ts'
import {
  type Answer,
  attributesOf,
  type Case,
  clausesOf,
  type Request,
  readRequest,
  settingOf,
} from './transport-prose.ts'
import { pretendWorld, runningWorld, type World } from './transport-world.ts'

const folder = process.env.WEIR_CONFORMANCE ?? join(import.meta.dirname, '../../../shared/conformance')
const ready = process.env.WEIR_READY === undefined ? null : JSON.parse(process.env.WEIR_READY)
const asked = process.argv.slice(2)
const cases = (JSON.parse(readFileSync(join(folder, 'transport.json'), 'utf8')) as Case[]).filter(
  ({ id, transport }) => !transport.startsWith('mqtt') && (asked.length === 0 || asked.includes(id)),
)
if (cases.length === 0) throw new Error(`no cases in ${folder}`)

let passed = 0
let failed = 0
for (const { id, outcome, detail } of await runCallsCases(cases.filter(isAboutCalls))) {
  if (outcome === 'passed') passed++
  else {
    if (outcome === 'failed') failed++
    console.log(`${outcome}: ${id}: ${detail}`)
  }
}
for (const item of cases) {
  if (isAboutCalls(item)) continue
  const subject = laterSubject(item)
  if (subject !== null) {
    console.log(`later: ${item.id} (${subject})`)
    continue
  }
  const problem = await run(item).catch((error: Error) => error.message)
  if (problem === null) passed++
  else {
    failed++
    console.log(`failed: ${item.id}: ${problem}`)
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** What a case is about that is not built yet, or that this world can't set; null when it can run. */
function laterSubject({ id, given, send, expect }: Case): string | null {
  const all = `${id} ${given} ${send} ${expect}`
  if (/\bclaim/i.test(all)) return 'claiming'
  if (/provision|strategy/i.test(all)) return 'provisioning'
  if (/firmware|\/(fw|sw)\//i.test(all)) return 'firmware'
  if (/RateLimit|RestLimits/.test(all)) return 'rate limits'
  if (/DTLS with|coaps:/.test(all)) return 'DTLS'
  if (/_EVENT/.test(expect)) return 'device state'
  if (ready !== null && /json\.|max_payload_size/.test(given)) return 'a server of other configuration'
  return null
}

async function run(item: Case): Promise<string | null> {
  const setting = settingOf(item.given)
  const world =
    ready === null
      ? await pretendWorld(setting)
      : await runningWorld(
          {
            ...ready,
            email: process.env.WEIR_ADMIN_EMAIL ?? '',
            password: process.env.WEIR_ADMIN_PASSWORD ?? '',
          },
          setting,
          item.id,
        )
  const coap = new CoapClient(world.coapPort)
  try {
    return await play(item, world, coap)
  } finally {
    await coap.close()
    await world.close()
  }
}

async function play(item: Case, world: World, coap: CoapClient): Promise<string | null> {
  const change = /^REST (saves|deletes) SHARED (\{.*\})$|^REST (deletes) shared (\w+)$/.exec(item.send)
  const request = change === null ? readRequest(item.send) : readRequest('GET attributes')
  for (const { scope, values } of attributesOf(item.given, request.query))
    await world.setAttributes(scope, values)
  const [answer, took] =
    change === null
      ? await send(item, world, coap, request)
      : [await observedChange(world, coap, change[2] ?? null, change[4] ?? null), 0]
  for (const clause of clausesOf(item.expect)) {
    const problem = await check(clause, { world, request, answer, took })
    if (problem !== null) return problem
  }
  return null
}

async function send(item: Case, world: World, coap: CoapClient, request: Request): Promise<[Answer, number]> {
  const path = pathOf(request, world.token)
  if (item.transport === 'coap') return [await coap.ask(request, path), 0]
  const url = `http://127.0.0.1:${world.httpPort}${path}${request.query === '' ? '' : `?${request.query}`}`
  const answering = fetch(url, {
    method: request.method,
    ...(request.body === undefined ? {} : { body: request.body }),
  })
  // A poll that nothing answers ends by itself, at the time that the case names.
  const wait = /about ([\d.]+) s/.exec(item.expect)?.[1]
  const began = Date.now()
  if (wait !== undefined) await world.pass(Number(wait) * 1000)
  const response = await answering
  const took = ready === null ? Number(wait ?? 0) * 1000 : Date.now() - began
  return [{ status: String(response.status), body: await response.text() }, took]
}

/** `T` in a path stands for the token of the case's device; a path that names no root is below it. */
function pathOf(request: Request, token: string): string {
  if (!request.path.startsWith('/')) return `/api/v1/${token}/${request.path}`
  return request.path.replace(/^\/api\/v1\/T\//, `/api/v1/${token}/`)
}

/** What an observer of shared attributes is told of a change. */
async function observedChange(
  world: World,
  coap: CoapClient,
  saved: string | null,
  deleted: string | null,
): Promise<Answer> {
  if (deleted !== null) await world.setAttributes('SHARED_SCOPE', { [deleted]: 1 })
  await coap.observe(`/api/v1/${world.token}/attributes`)
  if (saved !== null) await world.setAttributes('SHARED_SCOPE', JSON.parse(saved))
  if (deleted !== null) await world.deleteAttributes('SHARED_SCOPE', [deleted])
  return coap.notification()
}
