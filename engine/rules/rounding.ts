/**
 * Rounds to decimals, halves away from zero, as the number is written: 1.005 to two decimals is 1.01 although its
 * binary value lies below (BigDecimal.valueOf with HALF_UP).
 */
export function roundHalfUp(value: number, decimals: number): number {
  const [digits = '0', exponent = '0'] = String(Math.abs(value)).split('e')
  const shifted = Math.round(Number(`${digits}e${Number(exponent) + decimals}`))
  if (!Number.isFinite(shifted) || shifted >= Number.MAX_SAFE_INTEGER) return value
  const [whole = '0', wholeExponent = '0'] = String(shifted).split('e')
  const rounded = Number(`${whole}e${Number(wholeExponent) - decimals}`)
  return rounded === 0 ? 0 : Math.sign(value) * rounded
}
