import type { AnyNode } from './define.ts'
import type { Condition, FieldKind, FieldSpec } from './fields.ts'

/** One thing wrong with a configuration. */
export interface ConfigProblem {
  /** where, as `conditions[0].key`; empty when it is about the whole */
  readonly path: string
  /** what is wrong and how to mend it, for the person at the form */
  readonly message: string
}

export interface ValidatedConfig {
  /** what `create` gets: defaults filled in, members that no field knows kept as they came */
  readonly config: Record<string, unknown>
  readonly problems: readonly ConfigProblem[]
}

/**
 * Checks a configuration against the definition's fields and fills in defaults. Never throws: everything wrong is in
 * `problems`. Null counts as absent where a field is optional; a field hidden by `showWhen` is not checked.
 */
export function validateConfig(definition: AnyNode, config: unknown): ValidatedConfig {
  const problems: ConfigProblem[] = []
  const checked = checkFields(definition.config, config, '', problems)
  if (problems.length === 0) askDefinition(definition, checked, problems)
  return { config: checked, problems }
}

type Report = ConfigProblem[]
type Check = (value: unknown, spec: FieldSpec, path: string, problems: Report) => unknown

function askDefinition(definition: AnyNode, config: Record<string, unknown>, problems: Report): void {
  try {
    const wrong = definition.check?.(config)
    if (wrong) problems.push({ path: '', message: wrong })
  } catch (error) {
    problems.push({ path: '', message: `The check of ${definition.type} broke: ${(error as Error).message}` })
  }
}

function checkFields(
  specs: Readonly<Record<string, FieldSpec>>,
  config: unknown,
  prefix: string,
  problems: Report,
): Record<string, unknown> {
  if (!isPlainObject(config)) {
    const about = prefix === '' ? 'The configuration' : `“${prefix}”`
    if (config !== undefined) problems.push({ path: prefix, message: `${about} is not an object of fields` })
    return checkFields(specs, {}, prefix, config === undefined ? problems : [])
  }
  const checked: Record<string, unknown> = { ...config }
  for (const [key, spec] of Object.entries(specs)) {
    const value = Object.hasOwn(config, key) ? config[key] : undefined
    checked[key] = isAbsent(value, spec) ? structuredClone(spec.default) : value
  }
  for (const [key, spec] of Object.entries(specs)) {
    if (!isShown(spec, checked, specs)) continue
    const path = prefix === '' ? key : `${prefix}.${key}`
    checked[key] = checkField(checked[key], spec, path, problems)
  }
  return checked
}

function checkField(value: unknown, spec: FieldSpec, path: string, problems: Report): unknown {
  if (value === undefined) {
    if (!spec.optional) problems.push({ path, message: `${nameOf(spec, path)} is needed` })
    return undefined
  }
  return checks[spec.kind](value, spec, path, problems)
}

function isAbsent(value: unknown, spec: FieldSpec): boolean {
  return value === undefined || (value === null && spec.optional === true)
}

/** A field is hidden as well when the one that it depends on is. */
function isShown(
  { showWhen }: FieldSpec,
  config: Record<string, unknown>,
  specs: Readonly<Record<string, FieldSpec>>,
): boolean {
  return [showWhen ?? []].flat().every(({ field, is }) => {
    const asked = specs[field]
    return is.includes(config[field]) && (asked === undefined || isShown(asked, config, specs))
  })
}

function nameOf(spec: FieldSpec, path: string): string {
  return `“${spec.label || path}”`
}

const checkText: Check = (value, spec, path, problems) => {
  if (typeof value !== 'string') problems.push({ path, message: `${nameOf(spec, path)} is not text` })
  else if (value.trim() === '' && !spec.optional && spec.default !== '')
    problems.push({ path, message: `${nameOf(spec, path)} is empty` })
  return value
}

const checkNumber: Check = (value, spec, path, problems) => {
  const name = nameOf(spec, path)
  const say = (message: string) => problems.push({ path, message })
  if (typeof value !== 'number' || !Number.isFinite(value)) say(`${name} is not a number`)
  else if (spec.whole && !Number.isSafeInteger(value)) say(`${name} is not a whole number`)
  else if (spec.min !== undefined && value < spec.min) say(`${name} is below ${spec.min}`)
  else if (spec.max !== undefined && value > spec.max) say(`${name} is above ${spec.max}`)
  return value
}

const checkChoice: Check = (value, spec, path, problems) => {
  const options = spec.options ?? []
  if (options.some((option) => option.value === value)) return value
  const offered = options.map((option) => option.value).join(', ')
  problems.push({ path, message: `${nameOf(spec, path)} can't be ${shown(value)}; choose one of ${offered}` })
  return value
}

/** A list whose members all pass `check`. */
const checkList =
  (check: Check): Check =>
  (value, spec, path, problems) => {
    if (Array.isArray(value))
      return value.map((member, at) => check(member, spec, `${path}[${at}]`, problems))
    problems.push({ path, message: `${nameOf(spec, path)} is not a list` })
    return value
  }

const checkKey: Check = (value, spec, path, problems) => {
  if (typeof value !== 'string' || value === '')
    problems.push({ path, message: `${nameOf(spec, path)} holds ${shown(value)}, which is not a name` })
  return value
}

const checkPairs: Check = (value, spec, path, problems) => {
  if (!isPlainObject(value)) {
    problems.push({ path, message: `${nameOf(spec, path)} is not a table of names` })
    return value
  }
  for (const [key, to] of Object.entries(value))
    if (typeof to !== 'string')
      problems.push({
        path: `${path}.${key}`,
        message: `${nameOf(spec, path)}: “${key}” has no text beside it`,
      })
  return value
}

const checkEntity: Check = (value, spec, path, problems) => {
  if (value === null) return value
  if (!isPlainObject(value) || typeof value.entityType !== 'string' || typeof value.id !== 'string')
    problems.push({ path, message: `${nameOf(spec, path)} names no entity; choose one` })
  return value
}

const checkCondition: Check = (value, spec, path, problems) => {
  const say = (message: string) => problems.push({ path, message: `${nameOf(spec, path)}: ${message}` })
  if (!isPlainObject(value)) say('a condition is not an object')
  else {
    const { from, key, is, value: compared } = value as unknown as Condition
    if (!['message', 'metadata', 'type'].includes(from)) say(`a condition can't look at ${shown(from)}`)
    else if (from !== 'type' && (typeof key !== 'string' || key === '')) say('a condition names no key')
    else if (!comparisons.has(is)) say(`${shown(is)} is not a comparison`)
    else if (is === 'between' && !(Array.isArray(compared) && compared.length === 2))
      say('“between” needs two bounds')
    else if (is === 'in' && !Array.isArray(compared)) say('“in” needs a list of values')
    else if (
      comparisons.get(is) === 'scalar' &&
      (compared === undefined || typeof compared === 'object') &&
      compared !== null
    )
      say(`“${key || 'type'}” is compared with nothing; give a value`)
  }
  return value
}

const comparisons = new Map<Condition['is'], 'scalar' | 'list' | 'nothing'>([
  ['equal', 'scalar'],
  ['notEqual', 'scalar'],
  ['greater', 'scalar'],
  ['greaterOrEqual', 'scalar'],
  ['less', 'scalar'],
  ['lessOrEqual', 'scalar'],
  ['contains', 'scalar'],
  ['startsWith', 'scalar'],
  ['endsWith', 'scalar'],
  ['between', 'list'],
  ['in', 'list'],
  ['exists', 'nothing'],
  ['notExists', 'nothing'],
])

const checks: Record<FieldKind, Check> = {
  text: checkText,
  number: checkNumber,
  flag: (value, spec, path, problems) => {
    // How exports of some versions write a flag that nobody ever set.
    if (value === null) return false
    if (typeof value !== 'boolean')
      problems.push({ path, message: `${nameOf(spec, path)} is neither on nor off` })
    return value
  },
  choice: checkChoice,
  choices: checkList(checkChoice),
  messageKey: checkText,
  keys: checkList(checkKey),
  pairs: checkPairs,
  script: checkText,
  json: (value, spec, path, problems) => {
    if (value === null) problems.push({ path, message: `${nameOf(spec, path)} is needed` })
    return value
  },
  conditions: checkList(checkCondition),
  chain: checkText,
  entity: checkEntity,
  entityId: checkText,
  group: (value, spec, path, problems) => checkFields(spec.fields ?? {}, value, path, problems),
  rows: checkList((row, spec, path, problems) => checkFields(spec.fields ?? {}, row ?? null, path, problems)),
  hidden: (value) => value,
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
