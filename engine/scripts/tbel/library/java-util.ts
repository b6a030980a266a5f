/** The few classes of `java.util` that scripts in the field make by their full names. */
import { spend } from '../../meter.ts'
import { fail } from '../failure.ts'
import { ScriptObject, type Value } from '../kinds.ts'
import { mapOf } from '../map-keys.ts'
import { longOfNumber } from '../numbers.ts'
import { textsByType } from '../text.ts'
import { asDouble, asText } from './arguments.ts'
import { type Methods, method, type ScriptClass, scriptClass } from './define.ts'
import { dataByType } from './json.ts'

/** A moment without a zone: as a result it is its milliseconds. */
class JavaDate extends ScriptObject {
  readonly type = 'java.util.Date'
  #time: number

  constructor(time: number) {
    super()
    this.#time = time
  }

  static time(date: JavaDate): number {
    return date.#time
  }

  static setTime(date: JavaDate, time: Value): void {
    date.#time = asDouble(time)
  }
}

textsByType.set('java.util.Date', (date: JavaDate) => new Date(JavaDate.time(date)).toUTCString())
dataByType.set('java.util.Date', JavaDate.time)

const compareDates = (one: JavaDate, other: Value) =>
  other instanceof JavaDate ? JavaDate.time(one) - JavaDate.time(other) : fail('Expected a java.util.Date')

export const javaDateMethods: Methods = {
  getTime: method(0, 0, (date: JavaDate) => longOfNumber(JavaDate.time(date))),
  setTime: method(1, 1, JavaDate.setTime),
  after: method(1, 1, (one: JavaDate, other: Value) => compareDates(one, other) > 0),
  before: method(1, 1, (one: JavaDate, other: Value) => compareDates(one, other) < 0),
  equals: method(
    1,
    1,
    (one: JavaDate, other: Value) => other instanceof JavaDate && compareDates(one, other) === 0,
  ),
  compareTo: method(1, 1, (one: JavaDate, other: Value) => Math.sign(compareDates(one, other))),
  toString: method(0, 0, (date: JavaDate) => new Date(JavaDate.time(date)).toUTCString()),
}

/** Takes a text apart at any of some characters. */
class Tokenizer extends ScriptObject {
  readonly type = 'StringTokenizer'
  readonly #tokens: readonly string[]
  #at = 0

  constructor(text: string, delimiters: string) {
    super()
    spend(text.length)
    const tokens: string[] = []
    let token = ''
    for (const char of text) {
      if (!delimiters.includes(char)) token += char
      else if (token !== '') {
        tokens.push(token)
        token = ''
      }
    }
    this.#tokens = token === '' ? tokens : [...tokens, token]
  }

  static left(tokenizer: Tokenizer): number {
    return tokenizer.#tokens.length - tokenizer.#at
  }

  static next(tokenizer: Tokenizer): Value {
    return tokenizer.#tokens[tokenizer.#at++] ?? fail('There are no more tokens')
  }
}

const hasMore = method(0, 0, (tokenizer: Tokenizer) => Tokenizer.left(tokenizer) > 0)
const next = method(0, 0, Tokenizer.next)

export const tokenizerMethods: Methods = {
  countTokens: method(0, 0, Tokenizer.left),
  hasMoreTokens: hasMore,
  hasMoreElements: hasMore,
  nextToken: next,
  nextElement: next,
}

export const utilClasses: ReadonlyMap<string, ScriptClass> = new Map([
  [
    'java.util.Date',
    scriptClass({
      make: method(0, 1, (time?: Value) => new JavaDate(time === undefined ? Date.now() : asDouble(time))),
    }),
  ],
  [
    'java.util.StringTokenizer',
    scriptClass({
      make: method(1, 2, (text: Value, delimiters: Value = ' \t\n\r\f') => {
        const characters = asText(delimiters)
        if (characters.length > 100) fail('StringTokenizer: too many delimiters')
        return new Tokenizer(asText(text), characters)
      }),
    }),
  ],
  ['java.util.Properties', scriptClass({ make: method(0, 0, () => mapOf([])) })],
])
