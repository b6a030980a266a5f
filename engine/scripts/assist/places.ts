/** The offset of a line and column, both from 1. */
export function offsetOf(source: string, line: number, column: number): number {
  let start = 0
  for (let at = 1; at < line; at++) {
    const next = source.indexOf('\n', start)
    if (next < 0) break
    start = next + 1
  }
  return start + column - 1
}

/** The end of the word that begins at an offset; one character where there is none. */
export function wordAt(source: string, from: number): number {
  const word = /^[\w$]+/.exec(source.slice(from))?.[0] ?? ''
  return Math.min(source.length, from + Math.max(1, word.length))
}
