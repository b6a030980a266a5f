import { defineNode } from '../sdk/index.ts'
import { judgeSwitch } from '../sdk/judge.ts'
import { compileScript, scriptFields } from '../sdk/scripted.ts'

const body = `if (msg.temperature > 30) {
  return ['Hot', 'Alert'];
}
return 'Normal';`

/** Lets a script choose the outputs of each message. */
export default defineNode({
  type: 'filter/script-switch',
  title: 'Script switch',
  summary: 'Lets a script choose by which outputs each message goes on.',
  help: `The script returns the name of an output, or a list of names. Wire an output by typing its name. A name that
nothing is wired to ends the message there, without a failure.`,
  icon: 'route-alt-left',
  synonyms: ['javascript', 'tbel', 'router', 'branch', 'case', 'code'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbJsSwitchNode'],
  outputs: [] as readonly string[],
  customOutputs: true,

  config: scriptFields('Outputs', 'Returns one name or a list of names', body),

  examples: [
    { config: { jsScript: body }, data: { temperature: 21 }, goesTo: 'Normal' },
    { title: 'Two at once', config: { jsScript: body }, data: { temperature: 35 }, goesTo: ['Hot', 'Alert'] },
    {
      title: 'By type',
      config: { jsScript: "return msgType === 'POST_TELEMETRY_REQUEST' ? 'Values' : 'Rest';" },
      data: {},
      messageType: 'ACTIVITY_EVENT',
      goesTo: 'Rest',
    },
    {
      config: { jsScript: 'return 5;' },
      data: {},
      failsWith: 'The script returned a number where the name of an output, or a list of names, was expected',
    },
  ],

  create(config, context) {
    const script = compileScript(config, context)
    return {
      handle(message, emit) {
        for (const output of judgeSwitch(script.run(message))) emit(output, message)
      },
      stop: script.close,
    }
  },
})
