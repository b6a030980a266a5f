import {
  type ConfigOf,
  defineNode,
  double,
  field,
  isConstant,
  isObject,
  type JsonObject,
  type JsonValue,
  type Message,
  NodeFailure,
  parseJson,
  readerOf,
  scalarText,
  stringifyJson,
  template,
} from '../sdk/index.ts'

const fields = {
  to: field.choice({
    label: 'Set',
    options: [
      { value: 'data', label: 'Data' },
      { value: 'metadata', label: 'Metadata' },
    ],
    default: 'data',
  }),
  key: field.text({ label: 'Key' }),
  from: field.choice({
    label: 'To',
    options: [
      { value: 'text', label: 'This value' },
      { value: 'data', label: 'The value of a data key' },
      { value: 'metadata', label: 'The value of a metadata key' },
    ],
    default: 'text',
  }),
  value: field.text({
    label: 'Value',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of ours
    hint: '${key} is a metadata value, $[key] one of the data',
    template: true,
    default: '',
  }),
  as: field.choice({
    label: 'As',
    options: [
      { value: 'same', label: 'As it is' },
      { value: 'text', label: 'Text' },
      { value: 'number', label: 'Number' },
      { value: 'boolean', label: 'True or false' },
      { value: 'json', label: 'JSON' },
    ],
    default: 'same',
  }),
} as const

type Row = ConfigOf<typeof fields>

/** Sets keys without a script. */
export default defineNode({
  type: 'transformation/set-keys',
  title: 'Set keys',
  summary:
    'Sets keys of the data or the metadata: to constants, to templates, or to the values of other keys.',
  help: `Rows are done from the top; all of them read the message as it came in. A row whose source key is missing
fails the message, since a value that silently stays away is hard to find.`,
  icon: 'pencil-plus',
  synonyms: ['assign', 'add', 'constant', 'template', 'copy', 'enrich', 'change'],
  outputs: ['Success'],
  line: 'rows',

  config: {
    rows: field.rows({
      label: 'Keys',
      fields,
      default: [{ to: 'data', key: 'unit', from: 'text', value: '°C', as: 'text' }],
    }),
  },

  check({ rows }) {
    if (rows.length === 0) return 'Add at least one key'
    if (rows.some(({ key }) => key === '__proto__')) return '“__proto__” can’t be the name of a key here'
    for (const row of rows) {
      const wrong = wrongConstant(row)
      if (wrong !== undefined) return wrong
    }
    return undefined
  },

  examples: [
    {
      title: 'A constant',
      config: { rows: [{ to: 'data', key: 'limit', from: 'text', value: '30', as: 'number' }] },
      data: { temperature: 21.5 },
      goesTo: 'Success',
      data_after: { temperature: 21.5, limit: 30 },
    },
    {
      title: 'Text out of both',
      config: {
        rows: [
          {
            to: 'metadata',
            key: 'line',
            from: 'text',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of ours
            value: '${deviceName}: $[temperature] °C',
            as: 'text',
          },
        ],
      },
      data: { temperature: 21.5 },
      metadata: { deviceName: 'Room 1' },
      goesTo: 'Success',
      metadata_after: { deviceName: 'Room 1', line: 'Room 1: 21.5 °C' },
    },
    {
      title: 'A number that came as metadata text',
      config: { rows: [{ to: 'data', key: 'floor', from: 'metadata', value: 'floor', as: 'number' }] },
      data: {},
      metadata: { floor: '3' },
      goesTo: 'Success',
      data_after: { floor: 3 },
    },
    {
      config: { rows: [{ to: 'data', key: 'a', from: 'data', value: 'b', as: 'same' }] },
      data: {},
      failsWith: 'The data has no key “b”',
    },
  ],

  create({ rows }) {
    const toData = rows
      .filter((row) => row.to === 'data')
      .map((row) => ({ key: row.key, value: valueFor(row) }))
    const toMetadata = rows
      .filter((row) => row.to === 'metadata')
      .map((row) => ({ key: row.key, value: textOf(row) }))
    const [only] = toData
    if (only !== undefined && toData.length === 1 && toMetadata.length === 0) {
      const { key, value } = only
      return (message, emit) =>
        emit('Success', message.withData({ ...objectOf(message.data), [key]: value(message) }))
    }

    return (message, emit) => {
      let result = message
      if (toData.length > 0) {
        const data: Record<string, JsonValue> = { ...objectOf(message.data) }
        for (const { key, value } of toData) data[key] = value(message)
        result = result.withData(data)
      }
      if (toMetadata.length > 0) {
        const metadata: Record<string, string> = { ...message.metadata }
        for (const { key, value } of toMetadata) metadata[key] = value(message)
        result = result.withMetadata(metadata)
      }
      emit('Success', result)
    }
  },
})

type Value<T> = (message: Message) => T

/** Metadata holds text only, so what is set there is written as text. */
function textOf(row: Row): Value<string> {
  const value = valueFor(row)
  return (message) => {
    const found = value(message)
    return scalarText(found) ?? stringifyJson(found)
  }
}

/** Constants are made once, here. */
function valueFor(row: Row): Value<JsonValue> {
  const source = sourceOf(row)
  if (row.from === 'text' && isConstant(row.value)) {
    const constant = converted(row.value, row)
    return () => constant
  }
  return row.as === 'same' ? source : (message) => converted(source(message), row)
}

function sourceOf({ from, value: name }: Row): Value<JsonValue> {
  if (from === 'text') return template(name)
  if (from === 'metadata')
    return ({ metadata }) => {
      const value = Object.hasOwn(metadata, name) ? metadata[name] : undefined
      if (value === undefined) throw new NodeFailure(`The metadata has no key “${name}”`)
      return value
    }
  const read = readerOf(name)
  return ({ data }) => {
    const value = read(data)
    if (value === undefined) throw new NodeFailure(`The data has no key “${name}”`)
    return value
  }
}

function converted(value: JsonValue, { key, as }: Row): JsonValue {
  if (as === 'same') return value
  const text = scalarText(value) ?? stringifyJson(value)
  const made = conversions[as](text.trim(), text)
  if (made === undefined) throw new NodeFailure(`“${key}” can’t be set: “${text}” is not ${wanted[as]}`)
  return made
}

const conversions: Record<
  Exclude<Row['as'], 'same'>,
  (text: string, exact: string) => JsonValue | undefined
> = {
  text: (_, exact) => exact,
  number: (text) => {
    const number = Number(text)
    if (text === '' || !Number.isFinite(number)) return undefined
    return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? parseJson(text) : double(number)
  },
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  json: (text) => {
    try {
      return parseJson(text)
    } catch {
      return undefined
    }
  },
}

const wanted = { text: 'text', number: 'a number', boolean: 'true or false', json: 'JSON' } as const

function wrongConstant(row: Row): string | undefined {
  if (row.from !== 'text') return row.value === '' ? `Name the key that “${row.key}” is set to` : undefined
  if (!isConstant(row.value)) return undefined
  try {
    converted(row.value, row)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function objectOf(data: JsonValue): JsonObject {
  if (isObject(data)) return data
  throw new NodeFailure('The message is not an object of keys, so no key can be set in it')
}
