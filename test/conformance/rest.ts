/**
 * Runs the REST and WebSocket cases of the conformance folder.
 *
 *   node test/conformance/rest.ts [id or area …]           starts a Weir of its own
 *   WEIR_URL=http://… node test/conformance/rest.ts        against a running one; its devices are deleted! The
 *                                                          administrator must be ops@plant.example with S3cret-pw
 *
 * A case that needs a route or an entity which is not built yet is listed as `later: <id>` and not counted.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { WeirProcess } from '../support/weir.ts'
import { areas, givens } from './rest-areas.ts'
import { rootChains } from './rest-calls.ts'
import { isStatus, type Json, mismatch } from './rest-match.ts'
import { CaseSocket } from './rest-sockets.ts'
import { type Answer, administrator, NotYet, RestWorld } from './rest-world.ts'

interface Request {
  readonly method?: string
  readonly path?: string
  readonly body?: unknown
  readonly rawBody?: string
  readonly headers?: Record<string, string>
  readonly as?: string | null
  readonly steps?: readonly Request[]
  readonly ws?: string
  readonly send?: readonly unknown[]
  readonly decode?: 'token' | 'refreshToken'
}
interface Expect {
  readonly status?: number | string
  readonly text?: string
  readonly json?: Json
  readonly steps?: readonly (number | Expect)[]
  readonly header?: Json
  readonly claims?: Record<string, Json>
  readonly message?: Json
  readonly messages?: readonly Json[] | string
  readonly close?: number
  readonly stillOpen?: boolean
  readonly stillOpenAfterMs?: number
  readonly then?: Record<string, Json> | string
  readonly devicePoll?: Json
}
interface Case {
  readonly id: string
  readonly area: string
  readonly given?: string
  readonly request: Request
  readonly expect: Expect
}

/** States of the server that cases speak of in words and that it can't have yet. */
const laterSubjects = /event fires|API key/

const folder = process.env.WEIR_CONFORMANCE ?? join(import.meta.dirname, '../../../shared/conformance')
const asked = process.argv.slice(2)
const { checks } = JSON.parse(readFileSync(join(folder, 'rest.json'), 'utf8')) as { checks: Case[] }
const cases = checks.filter(
  ({ id, area }) => asked.length === 0 || asked.includes(id) || asked.includes(area),
)
if (cases.length === 0) throw new Error(`no cases in ${folder}`)

const env = { WEIR_ADMIN_EMAIL: administrator.email, WEIR_ADMIN_PASSWORD: administrator.password }
const weir = process.env.WEIR_URL === undefined ? await WeirProcess.start({ env }) : null
const world = new RestWorld(weir?.url ?? (process.env.WEIR_URL as string))
/** the socket that the last case left open: later ones go on with it */
let socket = null as CaseSocket | null
let passed = 0
let failed = 0
let area = ''
try {
  for (const item of cases) await runCase(item)
} finally {
  socket?.close()
  await weir?.stop()
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function runCase(item: Case): Promise<void> {
  if (item.area !== area) {
    area = item.area
    socket?.close()
    socket = null
    await world.beginArea()
    await areas[area]?.(world)
  }
  let problem: string | null
  try {
    const subject = laterSubjects.exec(item.given ?? '')
    if (subject) throw new NotYet(`given “${subject[0]}”`)
    await givens[item.id]?.(world)
    if (area === 'rpc') await rootChains.find(([words]) => words.test(item.given ?? ''))?.[1](world)
    problem = await run(item.request, item.expect)
  } catch (error) {
    if (error instanceof NotYet) {
      console.log(`later: ${item.id} (${error.message})`)
      return
    }
    problem = (error as Error).message
  }
  if (/logout|changePassword/.test(JSON.stringify(item.request))) world.forgetSessions()
  if (problem === null) passed++
  else {
    failed++
    console.log(`failed: ${item.id}: ${problem}`)
  }
}

async function run(request: Request, expect: Expect): Promise<string | null> {
  if (request.steps) return runSteps(request.steps, expect.steps ?? [])
  if (request.decode) return decoded(request.decode, expect)
  if (request.ws) return runSocket(request, expect)
  if (!request.path) throw new NotYet('is told in words only')
  if (expect.devicePoll !== undefined) return runPoll(request, expect.devicePoll)
  const answer = await send(request)
  const isOther = isOtherThan(world.known('AL'), answer)
  remember(answer)
  const problem = judge(answer, isOther(await world.filled(expect)))
  if (problem !== null && isNotBuilt(answer))
    throw new NotYet(`${request.method} ${request.path} is not built`)
  if (problem !== null) return problem
  if (expect.message !== undefined) return nextFrame(expect.message)
  if (typeof expect.then === 'object') return runThen(expect.then)
  return null
}

async function runSteps(
  steps: readonly Request[],
  expected: readonly (number | Expect)[],
): Promise<string | null> {
  for (const [at, step] of steps.entries()) {
    const wanted = expected[at] ?? {}
    const problem = await run(step, typeof wanted === 'number' ? { status: wanted } : wanted)
    if (problem !== null) return `step ${at + 1}: ${problem}`
  }
  return null
}

async function send(request: Request): Promise<Answer> {
  if (request.as?.includes(' ')) throw new NotYet(`is for ${request.as}`)
  const { method = 'GET', path = '/', body, rawBody, headers, as } = await world.filled({ ...request })
  const shown = as ? { 'X-Authorization': `Bearer ${as}` } : {}
  const payload = rawBody ?? (body === undefined ? undefined : JSON.stringify(body))
  return world.send(method, path, { ...shown, ...headers }, payload)
}

function judge(answer: Answer, { status, text, json }: Expect): string | null {
  if (status !== undefined && !isStatus(answer.status, status)) {
    return `answered ${answer.status}, not ${status}: ${answer.text.slice(0, 160)}`
  }
  if (text !== undefined) {
    const problem =
      text === '' ? (answer.text === '' ? null : 'the body is not empty') : mismatch(answer.text, text)
    if (problem !== null) return problem
  }
  if (json === undefined) return null
  return mismatch(answer.json ?? parsed(answer.text), json)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isNotBuilt({ status, json }: Answer): boolean {
  return (status === 404 && /^There is nothing at/.test(json?.message)) || status === 405 || status === 501
}

/** A case may ask for another alarm than the one before; the answer then counts as what was asked for. */
function isOtherThan(alarmId: string | undefined, { json }: Answer): (expect: Expect) => Expect {
  const isOther = json?.id?.id !== undefined && json.id.id !== alarmId
  return (expect) => {
    const wanted = expect.json as Record<string, Json> | undefined
    if (wanted?.id !== 'different id') return expect
    return { ...expect, json: { ...wanted, id: isOther ? json.id : `another than ${alarmId}` } }
  }
}

/** What later cases of the area call `$ID`, `$DEV` or `$N1`. */
function remember({ json }: Answer): void {
  const { entityType, id } = json?.id ?? {}
  if (typeof id === 'string') world.set('ID', id)
  if (entityType === 'DEVICE' && json.name === 'T-1') world.set('DEV', id)
  if (entityType === 'ALARM') world.set('AL', id)
  if (typeof json?.rpcId === 'string') world.set('RPCID', json.rpcId)
  if (typeof json?.id === 'number' && json.method !== undefined) world.set('N', String(json.id))
  if (json?.alarmId !== undefined && typeof id === 'string') world.set('COMMENT', id)
  if (Array.isArray(json?.nodes) && json.nodes[0]?.id) world.set('N1', json.nodes[0].id.id)
}

async function runThen(then: Record<string, Json>): Promise<string | null> {
  for (const [request, expected] of Object.entries(then)) {
    const [method = '', path = ''] = request.split(' ')
    if (!path.startsWith('/')) continue
    const answer = await send({ method, path, as: '$TA' })
    const problem = mismatch(answer.json, await world.filled(expected))
    if (problem !== null) return `${request}: ${problem}`
  }
  return null
}

async function decoded(which: 'token' | 'refreshToken', expect: Expect): Promise<string | null> {
  const pair = await world.session('TA')
  const part = (token: string, at: number) =>
    JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString())
  const claims = part(pair[which], 1)
  const headerProblem = expect.header === undefined ? null : mismatch(part(pair[which], 0), expect.header)
  const { exp, sessionId, ...others } = expect.claims ?? {}
  const lives = Number(/iat \+ (\d+)/.exec(String(exp))?.[1] ?? 0)
  if (lives > 0 && claims.exp !== claims.iat + lives) return `exp is ${claims.exp - claims.iat} s after iat`
  if (sessionId !== undefined && claims.sessionId !== part(pair.token, 1).sessionId)
    return 'another sessionId'
  return headerProblem ?? mismatch(claims, others)
}

/** A device that waits for changes of its shared attributes while the request is made. */
async function runPoll(request: Request, expected: Json): Promise<string | null> {
  const { credentialsId } = (await world.ask('GET', `/api/device/${await world.value('DEV')}/credentials`))
    .json
  const polling = world.send('GET', `/api/v1/${credentialsId}/attributes/updates?timeout=10000`, {})
  await new Promise((resolve) => setTimeout(resolve, 200))
  await send(request)
  return mismatch({ ...(await polling) }, expected)
}

async function runSocket(request: Request, expect: Expect): Promise<string | null> {
  const path = await world.filled(request.ws ?? '')
  const frames = await world.filled(request.send ?? [])
  if (!goesOn(path, frames, expect)) {
    socket?.close()
    socket = new CaseSocket(world.url.replace(/^http/, 'ws') + path)
  }
  for (const frame of frames) await socket?.send(frame)
  if (expect.close !== undefined) return mismatch(await socket?.closeCode(), expect.close, 'the close code')
  if (Array.isArray(expect.messages)) return mismatch(await socket?.rest(), expect.messages, 'the frames')
  if (expect.message !== undefined) {
    const problem = await nextFrame(expect.message)
    if (problem !== null) return problem
  }
  if (expect.stillOpenAfterMs !== undefined) await socket?.closeCode(expect.stillOpenAfterMs)
  const mustBeOpen = expect.stillOpen === true || expect.stillOpenAfterMs !== undefined
  if (mustBeOpen && !socket?.isOpen) return 'the socket was closed'
  if (typeof expect.then === 'string' || typeof expect.messages === 'string')
    throw new NotYet('is told in words only')
  return null
}

/** Frames without authentication go on in the socket of the case before. */
function goesOn(path: string, frames: readonly unknown[], expect: Expect): boolean {
  const [first] = frames
  const isNew = path.includes('token=') || (typeof first === 'object' && first !== null && 'authCmd' in first)
  return !isNew && expect.close === undefined && socket?.isOpen === true
}

async function nextFrame(wanted: Json): Promise<string | null> {
  const expected = await world.filled(wanted)
  const frame = await socket?.frame((one) => mismatch(one, expected) === null)
  const message = (frame as { errorMsg?: unknown } | undefined)?.errorMsg
  if (/not available on this server/.test(String(message))) throw new NotYet('its command is not built')
  return mismatch(frame, expected, 'the frame')
}
