import { type Static, Type } from 'typebox'

/** Keys by a comma list, or by repeated `key`, which wins (rest-core.md 6). */
export const KeysQuery = Type.Object({
  keys: Type.Optional(Type.String()),
  key: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
})

/** The keys asked for, each once; none when nothing was asked for. */
export function keysOf({ keys, key }: Static<typeof KeysQuery>): string[] {
  const wanted = key === undefined ? (keys ?? '').split(',') : [key].flat()
  return [...new Set(wanted.filter((name) => name !== ''))]
}
