/**
 * Runs the behaviour cases of the cloud's rule nodes (nodes.json) against ours: `node test/conformance/nodes.ts`.
 * Cases of nodes that are not built count as later; cases in which we differ on purpose are named with the reason.
 */
import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { Message } from '../../engine/rules/message.ts'
import { ownNodes } from '../../nodes/catalogue.ts'
import { Catalogue } from '../../nodes/sdk/catalogue.ts'
import { comesLater } from '../../nodes/sdk/cloud-classes.ts'
import type { AnyNode } from '../../nodes/sdk/define.ts'
import { type EntityRef, parseJson } from '../../nodes/sdk/index.ts'
import { Bench } from '../../nodes/sdk/play.ts'
import { upgradeConfig } from '../../nodes/sdk/upgrade.ts'
import { validateConfig } from '../../nodes/sdk/validate.ts'
import { checkEffects } from './node-effects.ts'
import { checkOutputs, type Expectation } from './node-messages.ts'
import { unknownWord } from './node-words.ts'
import { brokenNeeds, type Context, callersOf, nodeOf, originatorIds, worldOf } from './node-world.ts'

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

/** Where we do something else on purpose. */
const onPurpose: Record<string, string> = {
  'TbSplitArrayMsgNode-008':
    'the parts stay in memory under the account of the whole, so no queue can refuse them',
  'TbGetCustomerDetailsNode-004':
    'a description that is missing is left out; the cloud repeats the detail before',
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
  if (definition === undefined && comesLater(each.node)) count.later++
  else if (each.id in onPurpose) count.onPurpose++
  else {
    const wrong =
      definition === undefined
        ? `there is no node of the class ${each.node}`
        : (unknownWord({ ...each }) ?? (await whatIsWrong(withLongIds(each), definition)))
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

/** Where a configuration has the long form of a symbolic id, the world and the expectations get it too. */
function withLongIds(each: Case): Case {
  const text = JSON.stringify(each)
  const long = /"00000000-0000-4000-8000-0*([a-z]+[0-9]+)"/.exec(JSON.stringify(each.config))
  if (long === null) return each
  const [uuid = '', short = ''] = long
  const id = uuid.slice(1, -1)
  const lengthened = text.replaceAll(`:${short}"`, `:${id}"`).replaceAll(`"id":"${short}"`, `"id":"${id}"`)
  return JSON.parse(lengthened)
}

async function whatIsWrong(each: Case, definition: AnyNode): Promise<string | undefined> {
  try {
    if (each.kind === 'upgrade') return checkUpgrade(each, definition)
    if (each.kind === 'save') return checkSave(each, definition)
    const opened = await open(each, definition)
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

async function open(each: Case, definition: AnyNode): Promise<Bench | Error> {
  const context = each.context ?? each.input?.context ?? {}
  const world = worldOf(context, {
    node: each.node,
    originator: originatorOf(each.input ?? each.steps?.[0]?.input),
  })
  try {
    const bench = await Bench.open(definition, each.config, {
      world,
      node: nodeOf(context),
      needs: brokenNeeds(context, world),
    })
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
    return checkOutputs(bench.taken(), undefined, expect, world) ?? checkEffects(world, expect)
  }
  const { now } = input?.context ?? {}
  if (now !== undefined && now > world.time) await world.pass(now - world.time)
  const message = messageOf(withCreated(input ?? {}, world), world.time)
  const { outputs, failed } = await bench.offer(message)
  const told = failed === undefined ? outputs : [{ output: 'Failure', message }]
  return checkOutputs(told, message, expect, world) ?? checkEffects(world, expect)
}

function originatorOf({ originatorType = 'DEVICE' }: Input = {}): EntityRef {
  return { entityType: originatorType, id: originatorIds[originatorType] ?? 'x1' }
}

/** `<created>` in a body stands for the alarm that was made last; what the message tells of it has been done. */
function withCreated(input: Input, { alarms: { stored }, time }: Bench['world']): Input {
  const created = [...stored.keys()].at(-1) ?? ''
  const alarm = stored.get(created)
  if (alarm !== undefined && input.data?.includes('<created>')) {
    if (input.type === 'ALARM_CLEAR') stored.set(created, { ...alarm, cleared: true, clearTs: time })
    if (input.type === 'ALARM_DELETE') stored.delete(created)
  }
  return { ...input, data: (input.data ?? '{}').replaceAll('<created>', created) }
}

function messageOf(input: Input, ts: number): Message {
  const { type = '', data = '{}', metadata = {} } = input
  const callers = callersOf(input.context ?? {})
  const parts = { id: `message ${++messages}`, ts, type, originator: originatorOf(input), metadata, callers }
  try {
    return Message.of({ ...parts, data: parseJson(data) })
  } catch {
    return Message.of({ ...parts, dataType: 'TEXT', data })
  }
}
