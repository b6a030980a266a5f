import type { JsonValue } from '../rules/values.ts'

/** One thing wrong with rules: where, and what to do about it. */
export interface Problem {
  /** as `[0].createRules.CRITICAL.condition.spec` */
  readonly path: string
  readonly message: string
}

/** JSON of unknown shape, read step by step; what is wrong is collected with its path, so that all of it can be shown. */
export class Reader {
  readonly problems: Problem[]
  readonly path: string
  readonly value: unknown

  constructor(value: unknown, path = '', problems: Problem[] = []) {
    this.value = value
    this.path = path
    this.problems = problems
  }

  get isMissing(): boolean {
    return this.value === undefined || this.value === null
  }

  wrong(message: string): void {
    this.problems.push({ path: this.path, message })
  }

  /** The member of that name; missing where there is none, or where this is no object. */
  at(key: string): Reader {
    const { value } = this
    const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    const member = has ? (value as Record<string, unknown>)[key] : undefined
    return new Reader(member, this.path === '' ? key : `${this.path}.${key}`, this.problems)
  }

  /** The members of a list; empty where it is missing. */
  items(what: string): Reader[] {
    if (this.isMissing) return []
    if (!Array.isArray(this.value)) {
      this.wrong(`${what} must be a list`)
      return []
    }
    return this.value.map((item, index) => new Reader(item, `${this.path}[${index}]`, this.problems))
  }

  /** Says so when this is no object. */
  isObject(what: string): boolean {
    if (typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value)) return true
    this.wrong(this.isMissing ? `${what} is missing` : `${what} must be an object`)
    return false
  }

  /** One of some names; the first where it is none of them. */
  choice<const C extends string>(what: string, choices: readonly C[], fallback?: C): C {
    const { value } = this
    if (this.isMissing && fallback !== undefined) return fallback
    const found = choices.find((choice) => choice === value)
    if (found !== undefined) return found
    this.wrong(
      this.isMissing
        ? `${what} is missing: one of ${choices.join(', ')}`
        : `${what} ${shown(value)} is not known: use one of ${choices.join(', ')}`,
    )
    return choices[0] as C
  }

  flag(what: string): boolean {
    if (this.isMissing) return false
    if (typeof this.value === 'boolean') return this.value
    this.wrong(`${what} must be true or false`)
    return false
  }

  text(what: string): string | null {
    if (this.isMissing) return null
    if (typeof this.value === 'string') return this.value
    this.wrong(`${what} must be text`)
    return null
  }

  /** A whole number in a range; the lower end where it is missing or wrong. */
  whole(what: string, from: number, to: number): number {
    if (this.isMissing) return from
    const { value } = this
    if (Number.isInteger(value) && (value as number) >= from && (value as number) <= to)
      return value as number
    this.wrong(`${what} must be a whole number from ${from} to ${to}`)
    return from
  }

  /** Text, a number, true or false; null where there is nothing. */
  scalar(what: string): string | number | boolean | null {
    const value = this.value as JsonValue | undefined
    if (value === undefined || value === null) return null
    if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value
    this.wrong(`${what} must be text, a number, true or false`)
    return null
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `“${value.slice(0, 60)}”` : String(JSON.stringify(value)).slice(0, 60)
}
