import { type Static, Type } from 'typebox'
import type { Identity } from '../rules/needs.ts'
import { checkText } from './check-graph.ts'
import { badRequest } from './errors.ts'

/** What to do with the name of a new entity that is taken (rest-core.md 4). */
export const NameConflictQuery = Type.Object({
  nameConflictPolicy: Type.Optional(Type.String()),
  uniquifySeparator: Type.Optional(Type.String()),
  uniquifyStrategy: Type.Optional(Type.String()),
})

/** Names tried before a person is asked for another one. */
const mostTries = 1000

/** A name or title of a body: not blank, not long, no HTML. `what` as “Asset name”. */
export function nameIn(what: string, value: unknown): string {
  const name = typeof value === 'string' ? value.trim() : ''
  if (name === '') throw badRequest(`${what} should be specified!`)
  checkPlain(what.endsWith('title') ? 'title' : 'name', name)
  return name
}

/** A short text of a body that may be left out. */
export function textIn(field: string, value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null
  checkPlain(field, value)
  return value
}

function checkPlain(field: string, text: string): void {
  checkText(field, text)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) {
    throw badRequest(`Validation error: ${field} is malformed`)
  }
}

/** The name of a new entity: the wished one, or on wish one with a suffix that nobody has yet. */
export async function nameFor(
  name: string,
  options: Static<typeof NameConflictQuery>,
  isTaken: (name: string) => Promise<boolean>,
  { uuid }: Identity,
): Promise<string> {
  const { nameConflictPolicy, uniquifySeparator = '_', uniquifyStrategy } = options
  if (nameConflictPolicy !== 'UNIQUIFY') return name
  checkPlain('uniquifySeparator', uniquifySeparator)
  let candidate = name
  for (let n = 1; n <= mostTries; n++) {
    if (!(await isTaken(candidate))) return candidate
    const suffix = uniquifyStrategy === 'INCREMENTAL' ? n : uuid().slice(0, 8)
    candidate = `${name}${uniquifySeparator}${suffix}`
  }
  throw badRequest(`There are too many names like '${name}': choose another name`)
}
