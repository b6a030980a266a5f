import { compileFormula } from '../rules/formula.ts'
import { withKey } from '../rules/values.ts'
import { type Argument, latestTsOf, pointOf } from './arguments.ts'
import { InvalidField, type Plan } from './field.ts'
import { rounded } from './numbers.ts'
import {
  checkVariables,
  flagAt,
  type Given,
  objectAt,
  readArguments,
  readDecimals,
  readOutput,
  refuseRolling,
  textAt,
} from './read.ts'

/** A formula over single values: one number comes out, under the name of the output. */
export function readSimple(given: Given): Plan {
  const { configuration } = given
  const specs = readArguments(given)
  refuseRolling(given, specs)
  const names = specs.map(({ name }) => name)
  checkVariables(names)
  const output = readOutput(given)
  const outputName = textAt(objectAt(configuration, 'output') ?? {}, 'name')
  if (outputName.trim() === '') throw new InvalidField('Output name must be specified!')
  const decimals = readDecimals(given)
  const isOfLatest = flagAt(configuration, 'useLatestTs') && output.type === 'TIME_SERIES'
  const formula = compiled(textAt(configuration, 'expression'), names)
  return {
    arguments: specs,
    output,
    calculate(state) {
      const values = names.map((name) => numberOf(name, state.args.get(name)))
      const result = withKey({}, outputName, rounded(formula(values), decimals))
      const latest = isOfLatest ? latestTsOf(state.args.values()) : -1
      return {
        is: 'VALUES',
        data: latest === -1 ? result : { ts: latest, values: result },
        to: [state.entity],
      }
    },
  }
}

function compiled(expression: string, names: readonly string[]) {
  try {
    return compileFormula(expression, names)
  } catch (error) {
    throw new InvalidField((error as Error).message)
  }
}

function numberOf(name: string, argument: Argument | undefined): number {
  const number = argument?.kind === 'SINGLE' ? pointOf(argument.value) : Number.NaN
  if (Number.isNaN(number)) throw new Error(`Argument '${name}' is not a number.`)
  return number
}
