/** Character classes by their Java names that JavaScript has under other ones or not at all. */
const classes: Readonly<Record<string, string>> = {
  Alnum: 'a-zA-Z0-9',
  Alpha: 'a-zA-Z',
  ASCII: '\\x00-\\x7F',
  Blank: ' \\t',
  Digit: '0-9',
  Lower: 'a-z',
  Punct: '!-\\/:-@\\[-`{-~',
  Space: '\\s',
  Upper: 'A-Z',
  XDigit: '0-9a-fA-F',
}

const piece = /\\Q([\s\S]*?)(?:\\E|$)|\\([pP])\{(\w+)\}|\\([^\sA-Za-z0-9])|\\\\[\s\S]|(\[\^?)|(\])|([\s\S])/g

/**
 * A regular expression as the cloud's nodes have it, in JavaScript's: `(?i)` at its beginning, `\Q…\E`, `\p{Alpha}`
 * and a backslash before any sign. The rest is the same in both, or refused when it is compiled.
 */
export function javaPattern(pattern: string): { readonly source: string; readonly flags: string } {
  const [start = '', flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? []
  let isInClass = false
  const source = pattern.slice(start.length).replace(piece, (found, quoted, p, name, sign, opens, closes) => {
    if (quoted !== undefined) return literal(quoted)
    if (p !== undefined) return classOf(p, name, isInClass) ?? found
    if (sign !== undefined) return literal(sign)
    if (opens !== undefined) isInClass = true
    if (closes !== undefined) {
      if (!isInClass) return '\\]'
      isInClass = false
    }
    return found
  })
  return { source, flags }
}

function classOf(p: string, name: string, isInClass: boolean): string | undefined {
  if (name.startsWith('Is')) return `\\${p}{${name.slice(2)}}`
  const members = Object.hasOwn(classes, name) ? classes[name] : undefined
  if (members === undefined || (isInClass && p === 'P')) return undefined
  if (isInClass) return members
  return p === 'P' ? `[^${members}]` : `[${members}]`
}

/** Any text as a pattern of itself. A minus is a range only inside of a class, where it may be written this way too. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/-/g, '\\x2d')
}
