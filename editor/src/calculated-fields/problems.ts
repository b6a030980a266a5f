/** What is wrong with a field, and at which part of its form that is said. */
import type { TFunction } from 'i18next'
import { compileFormula } from '../../../engine/rules/formula.ts'
import { type Draft, type RowMap, textIn } from './model.ts'

export type Part =
  | 'name'
  | RowMap
  | 'expression'
  | 'output'
  | 'relation'
  | 'interval'
  | 'coordinates'
  | 'rules'
  | 'form'

export interface Problem {
  readonly part: Part
  /** of maps: the name of the entry, where one is to blame; of alarm rules: the severity, or `clearRule` */
  readonly row?: string
  readonly text: string
}

/** The sentences of the server, by what they speak of. A group `row` names the entry of a map. */
const sentences: readonly (readonly [Part, RegExp])[] = [
  ['name', /field name should be specified|^length of name/],
  [
    'zoneGroups',
    /zone group [“'](?<row>[^”']*)[”']|for '(?<row2>[^']*)' zone group|geofencing zone group|zone group!?/i,
  ],
  ['rules', /^createRules/],
  ['coordinates', /entity coordinates|key of the l(?:atitude|ongitude)/],
  ['metrics', /metric “(?<row>[^”]*)”|^Metric|^A metric/i],
  ['output', /^Output|^Decimals|“(?:ttl|scope|decimalsByDefault)”/],
  [
    'interval',
    /^(?:Aggregation |Deduplication )?interval|timezone in interval|^Offset|“(?:offsetSec|durationSec)”/i,
  ],
  ['arguments', /argument:? (?:name )?[“'](?<row>[^”']*)[”']|argument: (?<row2>\S+)$/i],
  ['arguments', /argument|relation level|referenced entities/i],
  // scripts of metrics, as no such field has one of its own
  ['metrics', /^Expression|^The script can’t/],
  ['relation', /relation|direction must/i],
  ['expression', /^Expression|^The script can’t|^The formula/],
]

/** Where the form shows a sentence of the server. */
export function placeOf(message: string, draft: Draft): Problem {
  if (draft.type === 'ALARM') {
    const rule = /^(createRules|clearRule)(?:\.(\w+))?[^\s:]*: (.*)$/s.exec(message)
    if (rule) {
      const [, where = '', severity = '', text = ''] = rule
      return { part: 'rules', row: where === 'clearRule' ? where : severity, text }
    }
  }
  if (formulaProblem(draft) === message) return { part: 'expression', text: message }
  for (const [part, pattern] of sentences) {
    const found = pattern.exec(message)
    if (found === null || !hasPart(draft, part)) continue
    const row = found.groups?.row ?? found.groups?.row2
    return { part, text: message, ...(row === undefined ? {} : { row }) }
  }
  return { part: 'form', text: message }
}

/** Scripts of metrics stand beside them; relations of arguments, too. */
function hasPart({ type }: Draft, part: Part): boolean {
  switch (part) {
    case 'relation':
      return type === 'PROPAGATION' || type === 'RELATED_ENTITIES_AGGREGATION'
    case 'expression':
      return type === 'SIMPLE' || type === 'SCRIPT' || type === 'PROPAGATION'
    case 'interval':
    case 'metrics':
      return type.endsWith('_AGGREGATION')
    case 'zoneGroups':
    case 'coordinates':
      return type === 'GEOFENCING'
    case 'arguments':
      return type !== 'GEOFENCING'
    case 'output':
      return type !== 'ALARM'
    default:
      return true
  }
}

/** Why the formula of a simple field can't be understood; null where it can, or is not written yet. */
export function formulaProblem(draft: Draft): string | null {
  const formula = textIn(draft.rest, 'expression')
  if (draft.type !== 'SIMPLE' || formula.trim() === '') return null
  try {
    compileFormula(
      formula,
      draft.arguments.map(({ name }) => name.trim()),
    )
    return null
  } catch (error) {
    return (error as Error).message
  }
}

const variable = /^[\p{L}_$][\p{L}\p{N}_$]*$/u

/** What can be seen to be wrong with the names of a map without asking the server. */
export function nameProblem(t: TFunction, draft: Draft, map: RowMap, name: string): string | undefined {
  const own = name.trim()
  if (own === '') return undefined
  if (draft[map].filter((row) => row.name.trim() === own).length > 1)
    return t('calculated:problem.twice', { name: own })
  if (map === 'arguments' && own === 'ctx') return t('calculated:problem.reserved', { name: own })
  if (map === 'arguments' && (draft.type === 'SIMPLE' || draft.type === 'SCRIPT') && !variable.test(own))
    return t('calculated:problem.variable')
  return undefined
}
