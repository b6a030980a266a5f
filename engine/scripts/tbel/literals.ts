/** Numbers written in a script as the values they are at run time. */
import { double } from '../../rules/values.ts'
import { ScriptBigInteger, ScriptDecimal, ScriptFloat, type Value } from './kinds.ts'
import type { NumberType } from './number-literal.ts'
import { longOf } from './numbers.ts'

export function literalValue({
  type,
  value,
}: {
  type: NumberType | 'String'
  value: string | number | bigint
}): Value {
  switch (type) {
    case 'Long':
      return longOf(value as bigint)
    case 'Double':
      return double(value as number)
    case 'BigDecimal':
      return new ScriptDecimal(value as number)
    case 'Float':
      return new ScriptFloat(value as number)
    case 'BigInteger':
      return new ScriptBigInteger(value as bigint)
    default:
      return value
  }
}
