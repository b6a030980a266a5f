/** Where an open chain stands among those that are opened in each other, outermost first. */
export interface Place {
  /** the chains around this one */
  readonly outer: readonly string[]
  /** Whether this chain is the one that is seen; keys are for that one alone. */
  readonly isInnermost: () => boolean
  /** Opens a chain inside of this one; one that is open around it is gone back to instead. */
  readonly enter: (chainId: string) => void
  /** Goes back to one of the chains around. */
  readonly leaveTo: (chainId: string) => void
}

/** Chains in each other as the address of the page names them, after `?inside=`. */
export function insideOf(text: string | null, outermost: string): readonly string[] {
  const path = [outermost]
  for (const id of (text ?? '').split(',')) if (id !== '' && !path.includes(id)) path.push(id)
  return path
}

/** The way to a chain from the chain at the end of `path`: one step further in, or back out to it. */
export function wayTo(path: readonly string[], chainId: string): readonly string[] {
  const known = path.indexOf(chainId)
  return known < 0 ? [...path, chainId] : path.slice(0, known + 1)
}
