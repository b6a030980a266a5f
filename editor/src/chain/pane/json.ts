export interface Piece {
  readonly kind: 'key' | 'string' | 'number' | 'plain'
  readonly text: string
}

/** Readable JSON: pretty where it is JSON, as it is where it is not. Numbers keep the digits that they came with. */
export function prettyJson(text: string): string {
  let out = ''
  let indent = 0
  let inString = false
  try {
    JSON.parse(text)
  } catch {
    return text
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? ''
    if (inString) {
      out += char
      if (char === '\\') out += text[++at] ?? ''
      else if (char === '"') inString = false
      continue
    }
    if (char === '"') inString = true
    if (char === '{' || char === '[') {
      const rest = text.slice(at + 1).match(/^\s*[}\]]/)
      if (rest) {
        out += char + (char === '{' ? '}' : ']')
        at += rest[0].length
        continue
      }
      indent += 1
      out += `${char}\n${'  '.repeat(indent)}`
    } else if (char === '}' || char === ']') {
      indent -= 1
      out += `\n${'  '.repeat(indent)}${char}`
    } else if (char === ',') out += `,\n${'  '.repeat(indent)}`
    else if (char === ':') out += ': '
    else if (!/\s/.test(char)) out += char
  }
  return out
}

/** Cuts JSON text into coloured pieces. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let last = 0
  for (const match of text.matchAll(
    /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g,
  )) {
    if (match.index > last) found.push({ kind: 'plain', text: text.slice(last, match.index) })
    const kind = match[2] !== undefined ? 'key' : match[1] !== undefined ? 'string' : 'number'
    found.push({ kind, text: match[0] })
    last = match.index + match[0].length
  }
  if (last < text.length) found.push({ kind: 'plain', text: text.slice(last) })
  return found
}

/** One line for a list: `temperature 26.9, window "open"`. */
export function summary(data: string, most = 4): string {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return data.slice(0, 120)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return data.slice(0, 120)
  const entries = Object.entries(value)
  const shown = entries
    .slice(0, most)
    .map(([key, one]) => `${key} ${typeof one === 'object' ? JSON.stringify(one) : one}`)
  return shown.join(', ') + (entries.length > most ? ', …' : '')
}
