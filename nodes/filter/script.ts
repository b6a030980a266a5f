import { defineNode } from '../sdk/index.ts'
import { judgeFilter } from '../sdk/judge.ts'
import { compileScript, scriptFields } from '../sdk/scripted.ts'

/** Asks a script one question about each message. */
export default defineNode({
  type: 'filter/script',
  title: 'Script filter',
  summary: 'Asks a script whether each message is to go on by True or by False.',
  help: `The script knows \`msg\` (the data), \`metadata\` and \`msgType\` and returns \`true\` or \`false\`. What it
changes in them is forgotten. For simple questions *Compare* needs no script and is faster.`,
  icon: 'code',
  synonyms: ['javascript', 'tbel', 'if', 'condition', 'function', 'code'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbJsFilterNode'],
  outputs: ['True', 'False'],

  config: scriptFields('Question', 'Returns true or false', 'return msg.temperature > 20;'),

  examples: [
    {
      config: { jsScript: 'return msg.temperature > 20;' },
      data: { temperature: 25 },
      goesTo: 'True',
    },
    {
      title: 'Metadata is text',
      config: { jsScript: "return metadata.deviceType === 'thermostat' && msg.on;" },
      data: { on: false },
      metadata: { deviceType: 'thermostat' },
      goesTo: 'False',
    },
    {
      title: 'Only true and false are answers',
      config: { jsScript: "return 'true';" },
      data: {},
      failsWith: 'The script returned text where true or false was expected',
    },
  ],

  create(config, context) {
    const script = compileScript(config, context)
    return {
      handle: (message, emit) => emit(judgeFilter(script.run(message)) ? 'True' : 'False', message),
      stop: script.close,
    }
  },
})
