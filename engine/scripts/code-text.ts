/** Pieces of generated code that both compilers write. */

export function declarations(names: readonly string[]): string {
  return names.length === 0 ? '' : `let ${names.join(', ')};`
}

/** The names of a runtime that code mentions; a few too many, out of its texts, do no harm. */
export function namesUsed(code: string, names: readonly string[]): string[] {
  const words = new Set(code.match(/[A-Za-z_$][\w$]*/g))
  return names.filter((name) => words.has(name))
}

/** A text as a literal of JavaScript; JSON is one, but for two line separators and the end of a comment or script. */
export function textLiteral(text: string): string {
  return JSON.stringify(text).replace(
    /[\u2028\u2029<>/]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Takes a step in a loop or function, and looks at the clock where the fuel is used up. */
export const fuel = 'if (--meter.fuel < 0) look();'
