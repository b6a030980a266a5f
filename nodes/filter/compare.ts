import { conditionsTest, defineNode, field } from '../sdk/index.ts'

/** Asks plain questions about a message, without a script. */
export default defineNode({
  type: 'filter/compare',
  title: 'Compare',
  summary: 'Sends the message on by whether its values, metadata or type meet your conditions.',
  help: `Numbers compare by value, also where they come as text. A value that is missing, or that can't be compared,
meets no condition but *does not exist* and *is not equal*. A key may be a path, as \`pump.temperature\`.`,
  icon: 'filter',
  synonyms: [
    'if',
    'condition',
    'threshold',
    'greater',
    'less',
    'equal',
    'between',
    'contains',
    'exists',
    'filter',
  ],
  outputs: ['True', 'False'],
  line: 'conditions',

  config: {
    conditions: field.conditions({
      label: 'Conditions',
      default: [{ from: 'message', key: 'temperature', is: 'greater', value: 20 }],
    }),
    match: field.choice({
      label: 'The message must meet',
      options: [
        { value: 'all', label: 'All of them' },
        { value: 'any', label: 'At least one' },
      ],
      default: 'all',
    }),
  },

  check({ conditions }) {
    return conditions.length === 0 ? 'Add at least one condition' : undefined
  },

  examples: [
    {
      config: { conditions: [{ from: 'message', key: 'temperature', is: 'greater', value: 20 }] },
      data: { temperature: 25.5 },
      goesTo: 'True',
    },
    {
      title: 'Inside of a range, and of the right kind of device',
      config: {
        conditions: [
          { from: 'message', key: 'pump.pressure', is: 'between', value: [1.5, 4] },
          { from: 'metadata', key: 'deviceType', is: 'equal', value: 'pump' },
        ],
      },
      data: { pump: { pressure: 5 } },
      metadata: { deviceType: 'pump' },
      goesTo: 'False',
    },
    {
      title: 'One of several types',
      config: {
        conditions: [{ from: 'type', key: '', is: 'in', value: ['CONNECT_EVENT', 'DISCONNECT_EVENT'] }],
      },
      data: {},
      messageType: 'CONNECT_EVENT',
      goesTo: 'True',
    },
    {
      title: 'A missing value meets nothing',
      config: { conditions: [{ from: 'message', key: 'temperature', is: 'less', value: 0 }], match: 'any' },
      data: { humidity: 40 },
      goesTo: 'False',
    },
  ],

  create({ conditions, match }) {
    const meets = conditionsTest(conditions, match)
    return (message, emit) => emit(meets(message) ? 'True' : 'False', message)
  },
})
