export interface Dice {
  /** a whole number from 0 to below `sides` */
  roll(sides: number): number
  pick<T>(from: readonly T[]): T
  /** whether one of so many rolls hits */
  oneIn(sides: number): boolean
}

/** Mulberry32: small, and good enough to choose among productions. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const roll = (sides: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides)
  }
  return { roll, pick: (from) => from[roll(from.length)] as never, oneIn: (sides) => roll(sides) === 0 }
}
