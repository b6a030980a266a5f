export interface Stamp {
  /** epoch milliseconds */
  readonly ts: number
  /** see `MessageParts.tie` */
  readonly tie: number
}

/** Tells apart what is saved in the same millisecond, so that none takes the place of another. */
export function serverStamp(now: () => number): () => Stamp {
  let last: Stamp = { ts: 0, tie: 0 }
  return () => {
    const ts = now()
    last = { ts, tie: ts === last.ts ? last.tie + 1 : 0 }
    return last
  }
}
