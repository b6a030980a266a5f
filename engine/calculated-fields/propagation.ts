import { type JsonObject, withKey } from '../rules/values.ts'
import { type ArgumentSpec, InvalidField, nothing, type Plan } from './field.ts'
import { flagAt, type Given, readArguments, readLevel, readOutput, textAt } from './read.ts'
import { scriptOf, valuesOf } from './script.ts'
import type { FieldState } from './state.ts'
import { along } from './world.ts'

/** The name under which the cloud keeps where to. */
const reserved = 'propagationCtx'

/** Copies values of an entity, or what a script makes of them, to the entities that it relates to. */
export function readPropagation(given: Given): Plan {
  const { configuration, scripts } = given
  if (configuration.relation === undefined || configuration.relation === null)
    throw new InvalidField('Propagation calculated field must have relation configured!')
  const path = [readLevel(configuration.relation)]
  const specs = readArguments(given)
  if (specs.some(({ name }) => name === reserved))
    throw new InvalidField(`Argument name '${reserved}' is reserved and cannot be used.`)
  const output = readOutput(given)
  const expression = textAt(configuration, 'expression')
  if (!flagAt(configuration, 'applyExpressionToResolvedArguments')) {
    checkCopied(specs)
    return {
      arguments: specs,
      output,
      needsOnlySome: true,
      followsRelations: true,
      async calculate(state, { updated }, world) {
        const values = copied(state, updated.length > 0 ? updated : specs.map(({ name }) => name))
        const to = await along(world, state.entity, path)
        return to.length === 0 || Object.keys(values).length === 0
          ? nothing
          : { is: 'VALUES', data: values, to }
      },
    }
  }
  if (!specs.some(({ source }) => source.of === 'SELF'))
    throw new InvalidField(
      "At least one argument must be configured with the 'Current entity' source entity type for 'Expression result' propagation mode!",
    )
  if (expression.trim() === '')
    throw new InvalidField("Expression must be specified for 'Expression result' propagation mode!")
  const run = scriptOf(
    scripts,
    expression,
    specs.map(({ name }) => name),
  )
  return {
    arguments: specs,
    output,
    followsRelations: true,
    async calculate(state, { now }, world) {
      const to = await along(world, state.entity, path)
      return to.length === 0 ? nothing : valuesOf(run(state, now), output, state, to)
    },
  }
}

function checkCopied(specs: readonly ArgumentSpec[]): void {
  for (const { name, source, type } of specs) {
    if (source.of !== 'SELF')
      throw new InvalidField(
        "Arguments in 'Arguments only' propagation mode support only the 'Current entity' source entity type!",
      )
    if (type === 'TS_ROLLING')
      throw new InvalidField(
        `Argument type: 'Time series rolling' detected for argument: '${name}'. Only 'Attribute' or 'Latest telemetry' arguments are allowed for 'Arguments only' propagation mode!`,
      )
  }
}

function copied(state: FieldState, names: readonly string[]): JsonObject {
  let values: JsonObject = {}
  for (const name of names) {
    const argument = state.args.get(name)
    if (argument?.kind === 'SINGLE') values = withKey(values, name, argument.value)
  }
  return values
}
