/** Which variable a name means, by TBEL's rules of scope (reference, section 5). */

export interface Binding {
  /** its name in the generated code */
  readonly code: string
  readonly owner: FunctionCode
  /** certainly set where the text has come to; others are checked when read */
  sure: boolean
  /** its first assignment comes behind the function that reads it: the function can't write it */
  later: boolean
  /** declared with `var` or a type, so that functions behind it may write it */
  shared: boolean
}

export interface DeclaredFunction {
  readonly code: string
  readonly parameters: number
}

/** The generated function that temporaries and variables belong to. */
export class FunctionCode {
  private static readonly letters = { temporary: 't', variable: 'v' }
  private readonly counter: { next: number }
  readonly temporaries: string[] = []

  constructor(counter: { next: number }) {
    this.counter = counter
  }

  temporary(): string {
    const name = `${FunctionCode.letters.temporary}${this.counter.next++}`
    this.temporaries.push(name)
    return name
  }

  /** Names of the generated code are numbers behind a letter: nothing of the script's text gets into it. */
  variable(): string {
    return `${FunctionCode.letters.variable}${this.counter.next++}`
  }
}

/** One block. A name that exists outside is that variable, even where `var` stands in front of it. */
export class Scope {
  readonly parent: Scope | null
  readonly owner: FunctionCode
  readonly variables = new Map<string, Binding>()
  readonly functions = new Map<string, DeclaredFunction>()
  /** names that the block assigns somewhere, so that functions in it can read what is set later */
  readonly assigned: ReadonlySet<string>
  /** variables to declare at the start of the block */
  readonly declared: string[] = []

  constructor(parent: Scope | null, owner: FunctionCode, assigned: ReadonlySet<string> = new Set()) {
    this.parent = parent
    this.owner = owner
    this.assigned = assigned
  }

  find(name: string): Binding | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const binding = scope.variables.get(name)
      if (binding !== undefined) return binding
    }
    return undefined
  }

  /** The variable that a read inside of a function means although its assignment comes later in the text. */
  findLater(name: string): Binding | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      if (scope.owner !== this.owner && scope.assigned.has(name)) {
        const binding = scope.declare(name)
        binding.later = true
        return binding
      }
    }
    return undefined
  }

  findFunction(name: string): DeclaredFunction | undefined {
    for (let scope: Scope | null = this; scope !== null; scope = scope.parent) {
      const declared = scope.functions.get(name)
      if (declared !== undefined) return declared
    }
    return undefined
  }

  /** The variable to assign: the one outside, or a new one of this block. */
  assignable(name: string): Binding {
    const known = this.find(name)
    if (known === undefined) return this.declare(name)
    if (known.owner !== this.owner && (known.later || !known.shared)) return this.declare(name)
    known.later = false
    return known
  }

  declare(name: string): Binding {
    const code = this.owner.variable()
    this.declared.push(code)
    return this.bind(name, code)
  }

  /** Gives a name to a variable that is declared elsewhere (a parameter, an item of a loop). */
  bind(name: string, code: string): Binding {
    const binding = { code, owner: this.owner, sure: false, later: false, shared: false }
    this.variables.set(name, binding)
    return binding
  }
}
