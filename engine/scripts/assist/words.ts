/** One line about a function or method: its arguments, and what it does. */
export interface Word {
  readonly name: string
  /** `(text, from?)`; empty for what is no function */
  readonly signature: string
  readonly about: string
}

/** Reads lines of the form `name(a, b?) What it does`. */
export function wordsOf(lines: string): ReadonlyMap<string, Word> {
  const words = new Map<string, Word>()
  for (const line of lines.split('\n')) {
    const [, name, signature = '', about = ''] = /^\s*([\w.]+)(\([^)]*\))? (.+)$/.exec(line) ?? []
    if (name !== undefined) words.set(name, { name, signature, about })
  }
  return words
}

/** How many arguments a signature takes. */
export function arityOf(signature: string): { min: number; max: number } {
  const names = signature.slice(1, -1).split(', ').filter(Boolean)
  const min = names.filter((name) => !name.endsWith('?') && !name.startsWith('…')).length
  return { min, max: names.some((name) => name.startsWith('…')) ? Number.POSITIVE_INFINITY : names.length }
}
