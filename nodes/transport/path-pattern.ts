/** The named parts of a path that matched, or null where it did not. */
export type PathMatcher = (path: string) => Readonly<Record<string, string>> | null

/**
 * Compiles a pattern of path segments, alike for MQTT topics and for paths of HTTP and CoAP:
 * `+` or `*` is any one segment, `{name}` one that is kept under that name, `#` or `**` at the end all the rest, also
 * none. Throws with the reason when the pattern makes no sense.
 */
export function pathMatcher(pattern: string): PathMatcher {
  const segments = pattern.split('/')
  const last = segments.at(-1) ?? ''
  const takesRest = last === '#' || last === '**'
  const fixed = takesRest ? segments.slice(0, -1) : segments
  const parts = fixed.map((segment) => partOf(pattern, segment))
  const names = parts.flatMap((part) => part.name ?? [])
  if (new Set(names).size < names.length) throw new Error(`“${pattern}” names a part twice`)
  const startsWild = parts[0] === undefined || parts[0].exact === null

  return (path) => {
    // [MQTT-4.7.2-1]: a leading wildcard does not match the broker's own topics
    if (startsWild && path.startsWith('$')) return null
    const given = path.split('/')
    if (takesRest ? given.length < parts.length : given.length !== parts.length) return null
    const named: Record<string, string> = {}
    for (const [index, { exact, name }] of parts.entries()) {
      const segment = given[index] ?? ''
      if (exact !== null && exact !== segment) return null
      if (name !== null) named[name] = segment
    }
    return named
  }
}

interface Part {
  /** null = any */
  readonly exact: string | null
  readonly name: string | null
}

function partOf(pattern: string, segment: string): Part {
  if (segment === '+' || segment === '*') return { exact: null, name: null }
  const [, name] = /^\{([A-Za-z_]\w*)\}$/.exec(segment) ?? []
  if (name !== undefined && name !== '__proto__') return { exact: null, name }
  if (/[+#*{}]/.test(segment))
    throw new Error(
      `“${pattern}”: a placeholder fills a whole segment, and # stands at the end; mend “${segment}”`,
    )
  return { exact: segment, name: null }
}
