/**
 * Formulas over numbers, as `(x - 32) / 1.8` or `2a + 3b`, in the dialect of the cloud (exp4j): + - * / % ^, parentheses,
 * the functions and constants below, and multiplication where nothing stands between two factors. A formula becomes
 * nested functions; nothing is ever evaluated as code.
 */
export type Formula = (values: readonly number[]) => number

export const longestFormula = 256

type Calculate = (...values: readonly number[]) => number

/** name → how many values it takes, and what it does with them */
const functions = new Map<string, readonly [count: number, calculate: Calculate]>([
  ['ln', [1, Math.log]],
  ['lg', [1, Math.log10]],
  ['logab', [2, (base = 0, value = 0) => Math.log(value) / Math.log(base)]],
  ['log', [1, Math.log]],
  ['log2', [1, Math.log2]],
  ['log10', [1, Math.log10]],
  ['log1p', [1, Math.log1p]],
  ['sin', [1, Math.sin]],
  ['cos', [1, Math.cos]],
  ['tan', [1, Math.tan]],
  ['cot', [1, (value = 0) => 1 / Math.tan(value)]],
  ['asin', [1, Math.asin]],
  ['acos', [1, Math.acos]],
  ['atan', [1, Math.atan]],
  ['sinh', [1, Math.sinh]],
  ['cosh', [1, Math.cosh]],
  ['tanh', [1, Math.tanh]],
  ['abs', [1, Math.abs]],
  ['floor', [1, Math.floor]],
  ['ceil', [1, Math.ceil]],
  ['sqrt', [1, Math.sqrt]],
  ['cbrt', [1, Math.cbrt]],
  ['pow', [2, Math.pow]],
  ['exp', [1, Math.exp]],
  ['expm1', [1, Math.expm1]],
  ['signum', [1, Math.sign]],
])

const constants = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['e', Math.E],
  ['φ', (1 + Math.sqrt(5)) / 2],
])

/**
 * Compiles a formula; it is called with the values of `variables`, in their order. Throws with the place of what
 * can't be understood.
 */
export function compileFormula(text: string, variables: readonly string[]): Formula {
  if (text.trim() === '') throw new Error('The formula is empty')
  if (text.length > longestFormula)
    throw new Error(`The formula has ${text.length} characters; ${longestFormula} are the most`)
  return new FormulaReader(text, variables).whole()
}

const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const word = /[\p{L}_][\p{L}\p{N}_]*/uy

class FormulaReader {
  readonly #text: string
  readonly #variables: ReadonlyMap<string, number>
  #at = 0

  constructor(text: string, variables: readonly string[]) {
    this.#text = text
    this.#variables = new Map(variables.map((name, index) => [name, index]))
  }

  whole(): Formula {
    const formula = this.#sum()
    if (this.#at < this.#text.length) this.#fail('an operator was expected')
    return formula
  }

  #sum(): Formula {
    let left = this.#product()
    for (;;) {
      const before = left
      if (this.#take('+')) {
        const right = this.#product()
        left = (values) => before(values) + right(values)
      } else if (this.#take('-')) {
        const right = this.#product()
        left = (values) => before(values) - right(values)
      } else return left
    }
  }

  #product(): Formula {
    let left = this.#signed()
    for (;;) {
      const before = left
      if (this.#take('*') || this.#beginsFactor()) {
        const right = this.#signed()
        left = (values) => before(values) * right(values)
      } else if (this.#take('/')) {
        const right = this.#signed()
        left = (values) => before(values) / right(values)
      } else if (this.#take('%')) {
        const right = this.#signed()
        left = (values) => before(values) % right(values)
      } else return left
    }
  }

  /** The sign binds less than a power: -2^2 is -4. */
  #signed(): Formula {
    if (this.#take('+')) return this.#signed()
    if (!this.#take('-')) return this.#power()
    const of = this.#signed()
    return (values) => -of(values)
  }

  #power(): Formula {
    const base = this.#factor()
    if (!this.#take('^')) return base
    const exponent = this.#signed()
    return (values) => base(values) ** exponent(values)
  }

  #factor(): Formula {
    if (this.#take('(')) {
      const inner = this.#sum()
      if (!this.#take(')')) this.#fail('“)” was expected')
      return inner
    }
    const digits = this.#match(number)
    if (digits !== undefined) {
      const value = Number(digits)
      return () => value
    }
    const name = this.#match(word)
    return name === undefined ? this.#fail('a number or a name was expected') : this.#named(name)
  }

  /** The longest beginning of a word that is known: 2ab is 2·a·b unless there is an ab. */
  #named(written: string): Formula {
    for (let length = written.length; length > 0; length--) {
      const name = written.slice(0, length)
      const known = this.#variable(name) ?? this.#call(name, length === written.length)
      if (known === undefined) continue
      if (typeof known === 'function') {
        this.#at -= written.length - length
        return known
      }
    }
    this.#at -= written.length
    return this.#fail(`“${written}” is neither an argument nor a function`)
  }

  #variable(name: string): Formula | undefined {
    const index = this.#variables.get(name)
    if (index !== undefined) return (values) => values[index] ?? Number.NaN
    const constant = constants.get(name)
    return constant === undefined ? undefined : () => constant
  }

  #call(name: string, isWhole: boolean): Formula | undefined {
    const [count, calculate] = functions.get(name) ?? []
    if (count === undefined || calculate === undefined || !isWhole) return undefined
    if (!this.#take('(')) this.#fail(`“(” was expected behind ${name}`)
    const given = [this.#sum()]
    while (this.#take(',')) given.push(this.#sum())
    if (!this.#take(')')) this.#fail('“)” was expected')
    if (given.length !== count) this.#fail(`${name} takes ${count === 1 ? 'one value' : `${count} values`}`)
    const [first, second] = given as [Formula, Formula?]
    if (second === undefined) return (values) => calculate(first(values))
    return (values) => calculate(first(values), second(values))
  }

  #beginsFactor(): boolean {
    this.#blank()
    return /[\p{L}_\d.(]/u.test(this.#text[this.#at] ?? '')
  }

  #match(pattern: RegExp): string | undefined {
    this.#blank()
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #take(character: string): boolean {
    this.#blank()
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #blank(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #fail(what: string): never {
    throw new Error(`The formula “${this.#text}” can’t be read at character ${this.#at + 1}: ${what}`)
  }
}
