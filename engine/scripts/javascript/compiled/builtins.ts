/** What scripts may call of JavaScript, and the function of the runtime that does it. */
import { dateMethods } from './dates.ts'
import { listMethods, listMethodsOfMany } from './list-methods.ts'
import { mathConstants } from './math.ts'
import { numberMethods } from './number-methods.ts'
import { textMethods } from './text-methods.ts'

export interface Builtin {
  /** its name in the runtime */
  readonly code: string
  readonly min: number
  readonly max: number
  /** takes its arguments as one list, so that their number can matter */
  readonly ofMany?: boolean
  /** whether the result is always a number */
  readonly isNumber?: boolean
  /** whether its first argument may be a part of the message itself */
  readonly inPlace?: boolean
}

const many = { min: 0, max: 1000, ofMany: true }

/** Functions by the name that stands alone. Their bare names also serve as callbacks of lists. */
export const functions = new Map<string, Builtin>([
  ['Boolean', { code: 'toTruth', min: 1, max: 1, inPlace: true }],
  ['Number', { code: 'toNumber', min: 1, max: 1, isNumber: true }],
  ['String', { code: 'toText', min: 1, max: 1 }],
  ['decodeURI', { code: 'decodeURI', min: 1, max: 1 }],
  ['decodeURIComponent', { code: 'decodeURIComponent', min: 1, max: 1 }],
  ['encodeURI', { code: 'encodeURI', min: 1, max: 1 }],
  ['encodeURIComponent', { code: 'encodeURIComponent', min: 1, max: 1 }],
  ['isFinite', { code: 'isFiniteNumber', min: 1, max: 1 }],
  ['isNaN', { code: 'isNotANumber', min: 1, max: 1 }],
  ['parseFloat', { code: 'parseDecimal', min: 1, max: 1, isNumber: true }],
  ['parseInt', { code: 'parseInteger', min: 1, max: 2, isNumber: true }],
])

const mathOfOne =
  'abs acos acosh asin asinh atan atanh cbrt ceil clz32 cos cosh exp expm1 floor fround log log10 log1p log2 round sign sin sinh sqrt tan tanh trunc'

/** Functions by the two names that they are written with. */
export const statics = new Map<string, Builtin>([
  ...mathOfOne
    .split(' ')
    .map((name): [string, Builtin] => [
      `Math.${name}`,
      { code: `math_${name}`, min: 1, max: 1, isNumber: true },
    ]),
  ...['atan2', 'imul', 'pow'].map((name): [string, Builtin] => [
    `Math.${name}`,
    { code: `math_${name}`, min: 2, max: 2, isNumber: true },
  ]),
  ['Math.max', { ...many, code: 'max', isNumber: true }],
  ['Math.min', { ...many, code: 'min', isNumber: true }],
  ['Math.random', { code: 'math_random', min: 0, max: 0, isNumber: true }],
  ['JSON.parse', { code: 'parseJson', min: 1, max: 1 }],
  ['JSON.stringify', { code: 'jsonText', min: 1, max: 3, inPlace: true }],
  ['Object.keys', { code: 'keys', min: 1, max: 1, inPlace: true }],
  ['Object.values', { code: 'values', min: 1, max: 1 }],
  ['Object.entries', { code: 'entries', min: 1, max: 1 }],
  ['Object.assign', { ...many, code: 'assign', min: 1 }],
  ['Object.fromEntries', { code: 'fromEntries', min: 1, max: 1 }],
  ['Object.hasOwn', { code: 'hasOwn', min: 2, max: 2, inPlace: true }],
  ['Array.isArray', { code: 'isList', min: 1, max: 1, inPlace: true }],
  ['Array.from', { code: 'listFrom', min: 1, max: 2 }],
  ['Array.of', { ...many, code: 'listOf' }],
  ['Number.isFinite', { code: 'numberIsFinite', min: 1, max: 1 }],
  ['Number.isInteger', { code: 'numberIsInteger', min: 1, max: 1 }],
  ['Number.isNaN', { code: 'numberIsNaN', min: 1, max: 1 }],
  ['Number.isSafeInteger', { code: 'numberIsSafeInteger', min: 1, max: 1 }],
  ['Number.parseFloat', { code: 'parseDecimal', min: 1, max: 1, isNumber: true }],
  ['Number.parseInt', { code: 'parseInteger', min: 1, max: 2, isNumber: true }],
  ['String.fromCharCode', { ...many, code: 'fromCharCodes' }],
  ['String.fromCodePoint', { ...many, code: 'fromCodePoints' }],
  ['Date.UTC', { ...many, code: 'utc', isNumber: true }],
  ['Date.now', { code: 'now', min: 0, max: 0, isNumber: true }],
  ['Date.parse', { code: 'parseDate', min: 1, max: 1, isNumber: true }],
])

/** Constants by the two names that they are written with. */
export const constants = new Map<string, number>([
  ...[...mathConstants].map(([name, value]): [string, number] => [`Math.${name}`, value]),
  ...(
    [
      'EPSILON',
      'MAX_SAFE_INTEGER',
      'MAX_VALUE',
      'MIN_SAFE_INTEGER',
      'MIN_VALUE',
      'NEGATIVE_INFINITY',
      'NaN',
      'POSITIVE_INFINITY',
    ] as const
  ).map((name): [string, number] => [`Number.${name}`, Number[name]]),
])

export const namespaces: ReadonlySet<string> = new Set(
  [...statics.keys()].map((name) => name.split('.')[0] as string),
)

/** Whose methods have a name, for those that read a text or a number only. */
export const ofScalars: ReadonlySet<string> = new Set([
  ...Object.keys(textMethods),
  ...Object.keys(numberMethods),
])

/** Methods by name; `concat`, `sort` and `toSorted` have functions of their own. */
export const methods = new Map<string, Builtin>([
  ...[textMethods, listMethods, numberMethods]
    .flatMap((table) => Object.keys(table))
    .map((name): [string, Builtin] => [name, { code: `m_${name}`, min: 0, max: 3 }]),
  ...[...Object.keys(listMethodsOfMany), ...Object.keys(dateMethods)]
    .filter((name) => name !== 'valueOf')
    .map((name): [string, Builtin] => [name, { ...many, code: `m_${name}` }]),
  ['concat', { ...many, code: 'concat' }],
  ['hasOwnProperty', { code: 'hasOwnMethod', min: 1, max: 1, inPlace: true }],
])
