import { calculateAttributes, calculateSeries } from '../sdk/calculated.ts'
import { textOf } from '../sdk/enrich.ts'
import { compileFormula } from '../sdk/expression.ts'
import {
  type AttributeScope,
  type ConfigOf,
  defineNode,
  double,
  field,
  InTurn,
  type JsonValue,
  type Message,
  type NodeContext,
  NodeFailure,
  template,
} from '../sdk/index.ts'
import { roundHalfUp } from '../sdk/rounding.ts'
import { serverStamp } from '../sdk/stamps.ts'
import { type Operation, operations } from './math-operations.ts'
import { argumentReader, needsObject } from './math-values.ts'

const scopes = [
  { value: 'SERVER_SCOPE', label: 'Server' },
  { value: 'SHARED_SCOPE', label: 'Shared' },
  { value: 'CLIENT_SCOPE', label: 'Client' },
] as const

const scopeChoice = field.optional(
  field.choice({
    label: 'Scope',
    options: scopes,
    default: 'SERVER_SCOPE',
    showWhen: { field: 'type', is: ['ATTRIBUTE'] },
  }),
)

/** Of results that are stored, since the others are part of the message anyway. */
const whenStored = { field: 'type', is: ['ATTRIBUTE', 'TIME_SERIES'] }

const config = {
  operation: field.choice({
    label: 'Calculation',
    options: [
      { value: 'CUSTOM', label: 'Formula' },
      ...Object.entries(operations).map(([value, { label }]) => ({
        value: value as keyof typeof operations,
        label,
      })),
    ],
    default: 'CUSTOM',
  }),
  arguments: field.rows({
    label: 'Values',
    hint: 'In the order of the calculation; a formula calls them by name',
    fields: {
      name: field.optional(field.text({ label: 'Name' })),
      type: field.choice({
        label: 'From',
        options: [
          { value: 'MESSAGE_BODY', label: 'Data' },
          { value: 'MESSAGE_METADATA', label: 'Metadata' },
          { value: 'ATTRIBUTE', label: 'Attribute' },
          { value: 'TIME_SERIES', label: 'Latest value' },
          { value: 'CONSTANT', label: 'Constant' },
        ],
        default: 'MESSAGE_BODY',
      }),
      key: field.text({ label: 'Key', hint: 'May be a template; of a constant, the number', template: true }),
      attributeScope: scopeChoice,
      defaultValue: field.optional(field.number({ label: 'If missing' })),
    },
    default: [{ name: 'x', type: 'MESSAGE_BODY', key: 'temperature' }],
  }),
  customFunction: field.text({
    label: 'Formula',
    hint: 'As (x - 32) / 1.8, with sqrt, pow, abs, sin, ln …',
    default: '(x - 32) / 1.8',
    showWhen: { field: 'operation', is: ['CUSTOM'] },
  }),
  result: field.group({
    label: 'Result',
    fields: {
      type: field.choice({
        label: 'To',
        options: [
          { value: 'MESSAGE_BODY', label: 'Data' },
          { value: 'MESSAGE_METADATA', label: 'Metadata' },
          { value: 'ATTRIBUTE', label: 'Attribute' },
          { value: 'TIME_SERIES', label: 'Time series' },
        ],
        default: 'MESSAGE_BODY',
      }),
      key: field.text({
        label: 'Key',
        hint: 'May be a template',
        template: true,
        default: 'temperatureCelsius',
      }),
      attributeScope: scopeChoice,
      resultValuePrecision: field.number({
        label: 'Decimals',
        hint: '0 cuts them off',
        default: 2,
        min: 0,
        max: 15,
        whole: true,
      }),
      addToBody: field.flag({ label: 'Also to the data', default: false, showWhen: whenStored }),
      addToMetadata: field.flag({ label: 'Also to the metadata', default: false, showWhen: whenStored }),
    },
    default: {
      type: 'MESSAGE_BODY',
      key: 'temperatureCelsius',
      resultValuePrecision: 2,
      addToBody: false,
      addToMetadata: false,
    },
  }),
}

type Config = ConfigOf<typeof config>

/** at most so many values for a formula */
const mostArguments = 16

/** Calculates with values of the message and of what is stored. */
export default defineNode({
  type: 'transformation/math',
  title: 'Math',
  summary: 'Calculates with values of the message and of what is stored, and adds or stores the result.',
  help: `A stored time series keeps all decimals and has the time of now. The messages of one device are calculated one
after the other, so that a sum that is kept in an attribute counts each.`,
  icon: 'math-function',
  synonyms: ['calculate', 'formula', 'convert', 'sum', 'average', 'expression', 'round', 'arithmetic'],
  importsFrom: ['org.thingsboard.rule.engine.math.TbMathNode'],
  outputs: ['Success'],
  line: 'operation',
  config,

  check(given) {
    try {
      calculation(given)
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  },

  examples: [
    {
      title: 'Fahrenheit to Celsius',
      config: {},
      data: { temperature: 70 },
      goesTo: 'Success',
      data_after: { temperature: 70, temperatureCelsius: 21.11 },
    },
    {
      title: 'A sum with a default, cut to a whole number',
      config: {
        operation: 'ADD',
        arguments: [
          { type: 'MESSAGE_BODY', key: 'a' },
          { type: 'MESSAGE_BODY', key: 'b', defaultValue: 5 },
        ],
        result: {
          type: 'MESSAGE_METADATA',
          key: 'sum',
          resultValuePrecision: 0,
          addToBody: false,
          addToMetadata: false,
        },
      },
      data: { a: 2.7 },
      goesTo: 'Success',
      metadata_after: { sum: '7' },
    },
    {
      config: {},
      data: { temperature: 'warm' },
      failsWith: '“temperature” of the data is “warm”, which is not a number',
    },
    {
      config: {},
      data: { humidity: 40 },
      failsWith: '“temperature” of the data is missing and has no default',
    },
  ],

  create(given, context) {
    const calculate = calculation(given)
    const read = given.arguments.map((argument) => argumentReader(argument, context))
    const deliver = resultWriter(given, context)
    const waits =
      given.arguments.some(({ type }) => type === 'ATTRIBUTE' || type === 'TIME_SERIES') ||
      given.result.type === 'ATTRIBUTE' ||
      given.result.type === 'TIME_SERIES'
    if (!waits)
      return (message, emit) => {
        const values = read.map((each) => each(message) as number)
        emit('Success', deliver(message, calculate(values)) as Message)
      }
    const turns = turnsOf(context.attributes)
    return (message, emit) =>
      turns.run(message.originator.id, async () => {
        const values = await Promise.all(read.map((each) => each(message)))
        emit('Success', await deliver(message, calculate(values)))
      })
  },
})

/** The turns that all math nodes of one world share: two of them may add to the same attribute. */
const turnsOfWorld = new WeakMap<object, InTurn>()

function turnsOf(world: object): InTurn {
  const turns = turnsOfWorld.get(world) ?? new InTurn()
  turnsOfWorld.set(world, turns)
  return turns
}

/** What is calculated. Throws what is wrong with the formula, or with the number of its values. */
function calculation({
  operation,
  arguments: values,
  customFunction,
}: Config): (values: readonly number[]) => number {
  if (operation === 'CUSTOM') {
    if (values.length > mostArguments)
      throw new Error(`A formula takes ${mostArguments} values at most, and has ${values.length}`)
    return compileFormula(
      customFunction,
      values.map(({ name }) => name ?? ''),
    )
  }
  const { label, count, calculate }: Operation = operations[operation]
  if (values.length !== count)
    throw new Error(`“${label}” takes ${count === 1 ? 'one value' : 'two values'}, and has ${values.length}`)
  return ([one = 0, other = 0]) => calculate(one, other)
}

/** Puts a result where it belongs, and gives the message that goes on. */
function resultWriter(
  { operation, result }: Config,
  { attributes, telemetry, clock, calculatedFields }: NodeContext,
) {
  const { type, key, attributeScope = 'SERVER_SCOPE', resultValuePrecision: decimals } = result
  const keyOf = template(key)
  const isWhole =
    decimals === 0 || (operation !== 'CUSTOM' && (operations[operation] as Operation).whole === true)
  const stamp = serverStamp(clock.now)
  const isStored = type === 'ATTRIBUTE' || type === 'TIME_SERIES'
  const toData = type === 'MESSAGE_BODY' || (isStored && result.addToBody)
  const toMetadata = type === 'MESSAGE_METADATA' || (isStored && result.addToMetadata)

  return (message: Message, exact: number): Message | Promise<Message> => {
    if (!Number.isFinite(exact))
      throw new NodeFailure(`The result is ${exact}, which is not a number that can be kept`)
    if (toData) needsObject(message)
    const name = keyOf(message)
    const value: JsonValue = isWhole ? Math.trunc(exact) + 0 : double(roundHalfUp(exact, decimals))
    const written = withResult(message, name, value, toData, toMetadata)
    if (type === 'ATTRIBUTE') {
      const at = { scope: attributeScope as AttributeScope, ts: clock.now(), values: { [name]: value } }
      return attributes
        .save(message.originator, at.scope, at.values, at.ts)
        .then(() => calculateAttributes(calculatedFields, message, at))
        .then(() => written)
    }
    if (type !== 'TIME_SERIES') return written
    const { ts, tie } = stamp()
    const values = { [name]: double(exact) }
    return telemetry
      .save(message.originator, ts, tie, values, { history: true, latest: true, ttl: 0 })
      .then(() => calculateSeries(calculatedFields, message, [{ ts, values }]))
      .then(() => written)
  }
}

function withResult(
  message: Message,
  name: string,
  value: JsonValue,
  toData: boolean,
  toMetadata: boolean,
): Message {
  const data = toData
    ? { data: Object.fromEntries([...Object.entries(message.data as object), [name, value]]) }
    : {}
  const metadata = toMetadata
    ? { metadata: Object.fromEntries([...Object.entries(message.metadata), [name, textOf(value)]]) }
    : {}
  return message.with({ ...data, ...metadata })
}
