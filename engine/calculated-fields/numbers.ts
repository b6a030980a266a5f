import { roundHalfUp } from '../rules/rounding.ts'
import { double, type JsonValue } from '../rules/values.ts'

/**
 * A result with so many decimals: none make it a whole number, null leaves it a double as it is. Throws for what is no
 * number.
 */
export function rounded(value: number, decimals: number | null): JsonValue {
  if (!Number.isFinite(value)) throw new Error(`The result is ${value}, which can’t be kept as a number`)
  if (decimals === null) return double(value)
  const result = roundHalfUp(value, decimals)
  return decimals === 0 && Number.isSafeInteger(result) ? result : double(result)
}
