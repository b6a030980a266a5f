/** Decimal texts of doubles, rounded half up the way `BigDecimal` does. */

/** Sign, digits and the place of the point of a number's shortest decimal text. */
function digitsOf(value: number): { negative: boolean; digits: string; scale: number } {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  const negative = mantissa.startsWith('-')
  const [whole = '0', fraction = ''] = mantissa.replace('-', '').split('.')
  return { negative, digits: whole + fraction, scale: fraction.length - Number(exponent) }
}

const powersOfTen = Array.from({ length: 10 }, (_, places) => 10 ** places)

/** `value` with `places` decimals, a five rounded away from zero: `Number(decimalText(value, places))`, but faster. */
export function rounded(value: number, places: number): number {
  const power = powersOfTen[places]
  const size = Math.abs(value)
  if (power !== undefined && size < 1e6) {
    const scaled = size * power
    const floor = Math.floor(scaled)
    const rest = scaled - floor - 0.5
    // Far enough from the middle the product can't be wrong about the side; its error is below 2^-3 of a thousandth.
    if (scaled < 1e12 && Math.abs(rest) > 0.001) {
      const result = (rest > 0 ? floor + 1 : floor) / power
      return value < 0 ? -result : result
    }
  }
  return Number(decimalText(value, places))
}

/** The text of `value` with exactly `places` decimals, a five rounded away from zero. */
export function decimalText(value: number, places: number): string {
  const { negative, digits, scale } = digitsOf(value)
  let unscaled = BigInt(digits)
  if (scale > places) {
    const divisor = 10n ** BigInt(Math.min(scale - places, 400))
    unscaled = (unscaled * 2n + divisor) / (divisor * 2n)
  } else {
    unscaled *= 10n ** BigInt(places - scale)
  }
  const text = unscaled.toString().padStart(places + 1, '0')
  const rounded = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
  return negative && (unscaled !== 0n || Object.is(value, -0)) ? `-${rounded}` : rounded
}
