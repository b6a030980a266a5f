import { defineNode, field, NodeFailure } from '../sdk/index.ts'
import { jsonPath } from '../sdk/json-path.ts'

/** Makes one part of the data the whole. */
export default defineNode({
  type: 'transformation/json-path',
  title: 'JSON path',
  summary: 'Makes what a JSONPath finds in the data the data of the message.',
  help: `As in \`$.sensors[0].value\`, \`$..temperature\` or \`$.readings[?(@.voltage > 200)]\`. A path to one place gives the
value there and fails where there is none; any other gives a list. At the end may stand \`.length()\`, \`.min()\`,
\`.max()\`, \`.avg()\`, \`.sum()\`, \`.stddev()\`, \`.keys()\`, \`.first()\` or \`.last()\`.`,
  icon: 'braces',
  synonyms: ['extract', 'select', 'query', 'filter', 'unwrap', 'jsonpath'],
  importsFrom: ['org.thingsboard.rule.engine.transform.TbJsonPathNode'],
  outputs: ['Success'],
  line: 'jsonPath',

  config: { jsonPath: field.text({ label: 'JSONPath', hint: '$ is the whole', default: '$' }) },

  check(config) {
    try {
      jsonPath(config.jsonPath)
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  },

  examples: [
    {
      config: { jsonPath: '$.sensors[0].value' },
      data: { sensors: [{ value: 21.5 }, { value: 22 }] },
      goesTo: 'Success',
      data_after: 21.5,
    },
    {
      title: 'Only the readings that matter',
      config: { jsonPath: '$.readings[?(@.voltage > 200)]' },
      data: { readings: [{ voltage: 220 }, { voltage: 110 }] },
      goesTo: 'Success',
      data_after: [{ voltage: 220 }],
    },
    {
      config: { jsonPath: '$.humidity' },
      data: { temperature: 21 },
      failsWith: '$.humidity leads nowhere in the data',
    },
  ],

  create({ jsonPath: path }) {
    if (path.trim() === '$') return (message, emit) => emit('Success', message)
    const find = jsonPath(path)
    return (message, emit) => {
      if (message.dataType !== 'JSON')
        throw new NodeFailure('The message holds no JSON, so no path leads into it')
      const found = find(message.data)
      if (found === undefined) throw new NodeFailure(`${path} leads nowhere in the data`)
      emit('Success', message.withData(found))
    }
  },
})
