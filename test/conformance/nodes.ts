/**
 * Runs the behaviour cases of the cloud's rule nodes (nodes.json) against ours: `node test/conformance/nodes.ts`.
 * Cases of nodes that are not built, or that need a world the bench does not have, count as later; cases in which we
 * differ on purpose are named with the reason.
 */
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { Message } from '../../engine/rules/message.ts'
import { ownNodes } from '../../nodes/catalogue.ts'
import { Catalogue } from '../../nodes/sdk/catalogue.ts'
import type { AnyNode } from '../../nodes/sdk/define.ts'
import {
  isObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  scalarText,
  stringifyJson,
} from '../../nodes/sdk/index.ts'
import { Bench, type Deed } from '../../nodes/sdk/play.ts'
import { upgradeConfig } from '../../nodes/sdk/upgrade.ts'
import { validateConfig } from '../../nodes/sdk/validate.ts'
import { brokenNeeds, type Context, isBeyondUs, nodeOf, originatorIds, worldOf } from './node-world.ts'

interface Case {
  readonly id: string
  readonly kind: 'message' | 'sequence' | 'init' | 'save' | 'upgrade'
  readonly node: string
  readonly config: Record<string, unknown>
  readonly fromVersion?: number
  readonly context?: Context
  readonly input?: Input
  readonly steps?: readonly Step[]
  readonly expect?: Expectation
}
interface Input {
  readonly type?: string
  readonly originatorType?: string
  readonly data?: string
  readonly metadata?: Record<string, string>
  readonly context?: Context
}
interface Step {
  readonly input?: Input
  readonly tick?: { readonly now: number }
  readonly expect: Expectation
}
interface Expectation {
  readonly init?: 'ok' | 'error'
  readonly save?: 'rejected' | 'ok'
  readonly config?: unknown
  readonly hasChanges?: boolean
  readonly relation?: string | readonly string[]
  readonly enqueued?: readonly {
    readonly relation?: string
    readonly data?: JsonValue
    readonly metadata?: Record<string, string>
    readonly metadataKeys?: readonly string[]
    readonly type?: string
    readonly originator?: string
  }[]
  readonly data?: JsonValue
  readonly dataText?: string
  readonly metadata?: Record<string, string>
  readonly metadataContains?: Record<string, string>
  readonly type?: string
  /** `DEVICE:d1` */
  readonly originator?: string
  readonly sideEffects?: readonly Record<string, JsonObject | string>[]
}

/** Where we do something else on purpose. */
const onPurpose: Record<string, string> = {
  'TbMsgTimeseriesNode-006': 'values are typed when they come in, so text that a chain made stays text',
  'TbSplitArrayMsgNode-008':
    'the parts stay in memory under the account of the whole, so no queue can refuse them',
  'TbMathNode-052': 'a result is added to the data whether or not one of its values came from there',
}

let messages = 0
const catalogue = new Catalogue(ownNodes)
const folder =
  process.env.WEIR_CONFORMANCE ?? new URL('../../../shared/conformance', import.meta.url).pathname
const { cases } = JSON.parse(await readFile(`${folder}/nodes.json`, 'utf8')) as { cases: readonly Case[] }

const count = { passed: 0, failed: 0, later: 0, onPurpose: 0 }
for (const each of cases) {
  const definition = catalogue.byClass(each.node)
  if (definition === undefined || usesTbel(each) || isBeyondUs(each)) count.later++
  else if (each.id in onPurpose) count.onPurpose++
  else {
    const wrong = await whatIsWrong(each, definition)
    if (wrong === undefined) count.passed++
    else {
      count.failed++
      console.log(`${each.id}: ${wrong}`)
    }
  }
}
console.log(`${count.later} later, ${count.onPurpose} different on purpose`)
console.log(`${count.passed} passed, ${count.failed} failed`)
process.exitCode = count.failed > 0 ? 1 : 0

/** TBEL does not run yet; a node whose script is blank is refused in either language. */
function usesTbel({ kind, config }: Case): boolean {
  return config.scriptLang === 'TBEL' && kind !== 'upgrade' && !(kind === 'init' && config.tbelScript === '')
}

async function whatIsWrong(each: Case, definition: AnyNode): Promise<string | undefined> {
  try {
    if (each.kind === 'upgrade') return checkUpgrade(each, definition)
    if (each.kind === 'save') return checkSave(each, definition)
    const context = each.context ?? each.input?.context ?? {}
    const opened = await open(each, definition, context)
    if (each.kind === 'init') return checkInit(each, opened)
    if (opened instanceof Error)
      return each.expect?.relation === 'Failure' ? undefined : `it does not start: ${opened.message}`
    const steps = each.steps ?? [{ input: each.input ?? {}, expect: each.expect ?? {} }]
    for (const [index, step] of steps.entries()) {
      const wrong = await checkStep(step, opened)
      if (wrong !== undefined) return `step ${index + 1}: ${wrong}`
    }
    return undefined
  } catch (error) {
    return String(error)
  }
}

function checkUpgrade({ config, fromVersion = 0, expect }: Case, definition: AnyNode): string | undefined {
  const upgraded = upgradeConfig(definition, config, fromVersion)
  if (upgraded.problem !== undefined) return upgraded.problem
  if (!isDeepStrictEqual(upgraded.config, expect?.config))
    return `config is ${JSON.stringify(upgraded.config)}`
  return upgraded.changed === expect?.hasChanges ? undefined : `changed is ${upgraded.changed}`
}

function checkSave({ config, expect }: Case, definition: AnyNode): string | undefined {
  const isRejected = validateConfig(definition, config).problems.length > 0
  return isRejected === (expect?.save === 'rejected') ? undefined : `rejected is ${isRejected}`
}

function checkInit({ expect }: Case, opened: Bench | Error): string | undefined {
  if (opened instanceof Error === (expect?.init === 'error')) return undefined
  return opened instanceof Error ? opened.message : 'it starts'
}

async function open({ config }: Case, definition: AnyNode, context: Context): Promise<Bench | Error> {
  const world = worldOf(context)
  try {
    const needs = brokenNeeds(context)
    const bench = await Bench.open(definition, config, { world, node: nodeOf(context), needs })
    await bench.start()
    return bench
  } catch (error) {
    return error as Error
  }
}

async function checkStep({ input, tick, expect }: Step, bench: Bench): Promise<string | undefined> {
  const { world } = bench
  world.deeds.length = 0
  if (tick !== undefined) {
    await world.pass(tick.now - world.time)
    return checkOutputs(bench.taken(), undefined, expect) ?? checkEffects(bench, expect)
  }
  const { now } = input?.context ?? {}
  if (now !== undefined && now > world.time) await world.pass(now - world.time)
  const message = messageOf(input ?? {}, world.time)
  const { outputs, failed } = await bench.offer(message)
  const told = failed === undefined ? outputs : [{ output: 'Failure', message }]
  return checkOutputs(told, message, expect) ?? checkEffects(bench, expect)
}

function messageOf(
  { type = '', originatorType = 'DEVICE', data = '{}', metadata = {} }: Input,
  ts: number,
): Message {
  const originator = { entityType: originatorType, id: originatorIds[originatorType] ?? 'x1' }
  const parts = { id: `message ${++messages}`, ts, type, originator, metadata }
  try {
    return Message.of({ ...parts, data: parseJson(data) })
  } catch {
    return Message.of({ ...parts, dataType: 'TEXT', data })
  }
}

function checkOutputs(
  outputs: readonly { output: string; message: Message }[],
  input: Message | undefined,
  expect: Expectation,
): string | undefined {
  const relations = [
    expect.relation ?? expect.enqueued?.map((each) => each.relation ?? 'Success') ?? [],
  ].flat()
  const told = outputs.map(({ output }) => output)
  if (!isDeepStrictEqual([...told].sort(), [...relations].sort()))
    return `it went to ${told.join(', ') || 'nothing'}`
  for (const [index, each] of (expect.enqueued ?? []).entries()) {
    const message = outputs[index]?.message
    const wrong = message && checkMessage(message, undefined, each)
    if (wrong !== undefined) return wrong
  }
  const [first] = outputs
  return first === undefined || expect.relation === undefined
    ? undefined
    : checkMessage(first.message, input, expect)
}

function checkMessage(
  message: Message,
  input: Message | undefined,
  expect: Expectation & { readonly metadataKeys?: readonly string[] },
): string | undefined {
  if (expect.dataText !== undefined) {
    const text = message.dataType === 'JSON' ? stringifyJson(message.data) : String(message.data)
    return text === expect.dataText ? undefined : `data is ${text}`
  }
  const data = expect.data ?? input?.data
  if (data !== undefined && !sameValue(message.data, data)) return `data is ${stringifyJson(message.data)}`
  const wrong = checkMetadata(message, input, expect)
  if (wrong !== undefined) return wrong
  const type = expect.type ?? input?.type
  if (type !== undefined && message.type !== type) return `type is ${message.type}`
  const { entityType, id } = message.originator
  const originator = expect.originator ?? (input && `${input.originator.entityType}:${input.originator.id}`)
  if (originator === undefined || originator === `${entityType}:${id}`) return undefined
  return `originator is ${entityType}:${id}`
}

function checkMetadata(
  message: Message,
  input: Message | undefined,
  expect: Expectation & { readonly metadataKeys?: readonly string[] },
): string | undefined {
  const { metadataContains, metadataKeys } = expect
  const isPartly = metadataContains !== undefined || metadataKeys !== undefined
  const metadata = expect.metadata ?? (isPartly ? undefined : input?.metadata)
  const told = `metadata is ${JSON.stringify(message.metadata)}`
  if (metadata && !isDeepStrictEqual({ ...message.metadata }, { ...metadata })) return told
  for (const [key, value] of Object.entries(metadataContains ?? {}))
    if (message.metadata[key] !== value) return told
  return metadataKeys?.every((key) => Object.hasOwn(message.metadata, key)) === false ? told : undefined
}

function checkEffects({ world }: Bench, { sideEffects }: Expectation): string | undefined {
  if (sideEffects === undefined) return undefined
  const { deeds } = world
  const seen = deeds.filter((deed) => !('notify' in deed) && !('acknowledge' in deed))
  if (seen.length !== sideEffects.length) return `it did ${JSON.stringify(deeds)}`
  for (const [index, effect] of sideEffects.entries()) {
    const wrong = checkEffect(seen[index] as Deed, effect, deeds, world.time)
    if (wrong !== undefined) return `effect ${index + 1}: ${wrong} in ${JSON.stringify(deeds)}`
  }
  return undefined
}

function checkEffect(
  deed: Deed,
  effect: Record<string, JsonObject | string>,
  all: readonly Deed[],
  now: number,
): string | undefined {
  const [[kind, wanted] = ['', '']] = Object.entries(effect)
  if (typeof wanted === 'string')
    return 'log' in deed && deed.log === wanted ? undefined : `no ${kind} “${wanted}”`
  if (kind === 'saveTimeseries' && 'options' in deed) return checkSeries(deed, wanted, now)
  if (kind === 'saveAttributes' && 'save' in deed && deed.save === 'attributes') {
    if (wanted.values !== undefined && !sameValue(deed.values, wanted.values)) return 'other values'
    return wanted.scope === deed.scope ? checkNotified(wanted, all) : `scope ${deed.scope}`
  }
  if (kind === 'deleteAttributes' && 'remove' in deed) {
    if (!isDeepStrictEqual(deed.keys, wanted.keys)) return `keys ${deed.keys}`
    return wanted.scope === deed.scope ? checkNotified(wanted, all) : `scope ${deed.scope}`
  }
  if (kind === 'deviceState' && 'event' in deed) {
    const event = `${wanted.event}_EVENT`.toUpperCase()
    const isSame = deed.event === event && `DEVICE:${deed.device}` === wanted.device && deed.ts === wanted.ts
    return isSame ? undefined : 'another event'
  }
  if (kind === 'enqueueToRoot' && 'enqueue' in deed) {
    if (wanted.type !== deed.enqueue.type) return `type ${deed.enqueue.type}`
    return sameValue(deed.enqueue.data, wanted.data ?? {}) ? undefined : 'other data'
  }
  if (kind === 'output' && 'leave' in deed)
    return deed.leave === wanted.relation ? undefined : `leaves by ${deed.leave}`
  return `no ${kind}`
}

function checkNotified({ notifyDevice }: JsonObject, all: readonly Deed[]): string | undefined {
  const notified = all.some((each) => 'notify' in each)
  return notifyDevice === undefined || notifyDevice === notified ? undefined : `notified ${notified}`
}

function checkSeries(
  deed: Extract<Deed, { save: 'telemetry' }>,
  wanted: JsonObject,
  now: number,
): string | undefined {
  const { values, ts, ttl, strategy } = wanted
  if (values !== undefined && !sameValue(deed.values, values)) return 'other values'
  if (ts !== undefined && deed.ts !== (ts === 'now' ? now : ts)) return `ts ${deed.ts}`
  if (typeof ttl === 'number' && deed.options.ttl !== ttl) return `ttl ${deed.options.ttl}`
  if (!isObject(strategy)) return undefined
  const { history, latest, live } = deed.options
  const same =
    history === strategy.saveTimeseries && latest === strategy.saveLatest && live === strategy.sendWsUpdate
  return same ? undefined : `strategy ${JSON.stringify(deed.options)}`
}

/** By value: 5 = 5.0, and the order of keys does not matter. */
function sameValue(one: JsonValue, other: JsonValue): boolean {
  if (Array.isArray(one))
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((each, index) => sameValue(each, other[index] ?? null))
    )
  if (isObject(one)) {
    if (!isObject(other)) return false
    const keys = Object.keys(one)
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && sameValue(one[key] ?? null, other[key] ?? null))
    )
  }
  if (typeof one === 'string' || typeof other === 'string' || one === null || other === null)
    return one === other
  return scalarText(one) === scalarText(other) || Number(one) === Number(other)
}
