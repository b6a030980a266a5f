/**
 * Runs the cases of the cloud's script interpreter (tbel.json) against ours: `node test/conformance/tbel.ts [id …]`.
 * Prints each failing id, counts the differences we chose by kind (docs/reference/tbel.md says why), and closes with
 * `N passed, N failed`.
 */
import { readFileSync } from 'node:fs'
import { parseJson, stringifyJson } from '../../engine/rules/json.ts'
import { isDouble, type JsonValue } from '../../engine/rules/values.ts'
import { compileFunction } from '../../engine/scripts/tbel/compile.ts'
import { argumentValues } from '../../engine/scripts/tbel/library/rolling.ts'
import { casesFolder } from './runners.ts'

interface Case {
  readonly id: string
  readonly script: string
  readonly msg?: JsonValue
  readonly metadata?: Record<string, string>
  readonly msgType?: string
  readonly args?: Record<string, JsonValue>
  readonly argsOnly?: boolean
  readonly expectJson?: string
  readonly expectType?: string
  readonly expectError?: { readonly phase: string; readonly message: string }
  readonly quirk?: readonly string[]
  readonly sane?: {
    readonly expect?: JsonValue
    readonly expectType?: string
    readonly expectError?: boolean
  }
}

/** Cases without a tag in which we differ on purpose, by reason; docs/reference/tbel.md says more about each. */
const reasons: Readonly<Record<string, readonly string[]>> = {
  'a switch may have any layout': ['p-flow-066'],
  'a key of a map wins over a method': ['p-identifiers-067', 'p-rule-node-056'],
  'metadata keeps its order': ['p-verify-041'],
}

type Outcome = { readonly json: string } | { readonly error: string }

// The expectations were recorded in this zone.
process.env.TZ = 'UTC'

const asked = new Set(process.argv.slice(2))
const text = readFileSync(`${casesFolder()}/tbel.json`, 'utf8')
// Read exactly, so that inputs keep `1.0` and 64-bit integers.
const cases = (parseJson(text) as unknown as Case[]).filter(({ id }) => asked.size === 0 || asked.has(id))

let passed = 0
let failed = 0
const differences = new Map<string, number>()

for (const one of cases) {
  const outcome = run(one)
  if (fits(one, outcome)) {
    passed++
    continue
  }
  const kind = chosenDifference(one)
  if (kind !== undefined) {
    differences.set(kind, (differences.get(kind) ?? 0) + 1)
    if (asked.size === 0) continue
  } else {
    failed++
  }
  console.log(
    `${one.id}: ${show(one.script)}\n    expected ${show(expected(one))}\n    got      ${show(JSON.stringify(outcome))}`,
  )
}

for (const [kind, count] of [...differences].sort()) console.log(`different on purpose: ${kind} (${count})`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function run(one: Case): Outcome {
  const values = inputs(one)
  try {
    const compiled = compileFunction(one.script, [...values.keys()])
    return { json: stringifyJson(compiled([...values.values()])) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** The inputs by name. They are frozen, as a script must never change what the engine shares. */
function inputs({
  msg = {},
  metadata = {},
  msgType = 'POST_TELEMETRY_REQUEST',
  args = {},
  argsOnly,
}: Case): Map<string, unknown> {
  const values = new Map<string, unknown>(argsOnly === true ? [] : Object.entries({ msg, metadata, msgType }))
  for (const value of values.values()) freeze(value)
  for (const [name, value] of argumentValues(freeze(args) as Record<string, JsonValue>))
    values.set(name, value)
  return values
}

function freeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freeze)
    Object.freeze(value)
  }
  return value
}

function fits(one: Case, outcome: Outcome): boolean {
  if (one.sane !== undefined) return fitsSane(one.sane, outcome)
  if (one.expectError !== undefined) return 'error' in outcome
  // A Float prints with the fewest digits that tell it apart; before Java 19 it was sometimes one more.
  if (one.expectType === 'Float' && 'json' in outcome && !outcome.json.startsWith('"')) {
    return Math.fround(Number(outcome.json)) === Math.fround(Number(one.expectJson))
  }
  // Numbers compare by value and type; Java writes some doubles with an exponent where we do not.
  return 'json' in outcome && outcome.json === stringifyJson(parseJson(one.expectJson ?? 'null'))
}

function fitsSane(sane: NonNullable<Case['sane']>, outcome: Outcome): boolean {
  if (sane.expectError === true) return 'error' in outcome
  if (!('json' in outcome)) return false
  const got = parseJson(outcome.json)
  const { expect = null, expectType } = sane
  if (expectType === 'Double' && typeof expect !== 'string' && !isDouble(got)) return false
  if ((expectType === 'Integer' || expectType === 'Long') && isDouble(got)) return false
  return JSON.stringify(got) === JSON.stringify(expect)
}

/** The artefact of the interpreter that the case records and we do not have, or the reason why we differ. */
function chosenDifference({ id, quirk, sane }: Case): string | undefined {
  if (sane === undefined && quirk !== undefined) return quirk.join(', ')
  return Object.entries(reasons).find(([, ids]) => ids.includes(id))?.[0]
}

function expected({ sane, expectError, expectJson = 'null' }: Case): string {
  if (sane !== undefined) return `sane ${JSON.stringify(sane)}`
  return expectError === undefined ? expectJson : `error (${expectError.phase}) ${expectError.message}`
}

function show(long: string): string {
  const line = long.replaceAll('\n', '⏎').replace(/ {2,}/g, ' ')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
