import { conditionsTest, defineNode, field } from '../sdk/index.ts'

/** A window to look through. */
export default defineNode({
  type: 'flow/debug',
  title: 'Debug',
  summary: 'Shows the messages that reach it in the debug pane. It keeps nothing and does nothing else.',
  help: 'With conditions only the messages that meet them are shown. It may stand in the middle of a path.',
  icon: 'bug',
  synonyms: ['log', 'watch', 'inspect', 'print', 'trace', 'tap'],
  outputs: ['Shown', 'Not shown'],
  neverFails: true,
  line: 'conditions',

  config: {
    conditions: field.conditions({ label: 'Only messages that meet', hint: 'Empty shows all', default: [] }),
  },

  examples: [
    { config: {}, data: { temperature: 21 }, goesTo: 'Shown' },
    {
      title: 'Only what is of interest',
      config: { conditions: [{ from: 'message', key: 'temperature', is: 'greater', value: 30 }] },
      data: { temperature: 21 },
      goesTo: 'Not shown',
    },
  ],

  create({ conditions }) {
    const isOfInterest = conditionsTest(conditions, 'all')
    return (message, emit) => emit(isOfInterest(message) ? 'Shown' : 'Not shown', message)
  },
})
