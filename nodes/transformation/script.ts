import { defineNode } from '../sdk/index.ts'
import { judgeTransform } from '../sdk/judge.ts'
import { activeScript, compileScript, scriptFields } from '../sdk/scripted.ts'

/** Lets a script make other messages of each message. */
export default defineNode({
  type: 'transformation/script',
  title: 'Script',
  summary:
    'Changes each message by a script: its data, its metadata, its type, or several messages out of one.',
  help: `The script returns \`{msg, metadata, msgType}\`; what it leaves out stays as it was. A list of such objects
sends on one message for each.`,
  icon: 'code',
  synonyms: ['javascript', 'tbel', 'function', 'transform', 'map', 'convert', 'split', 'code'],
  importsFrom: ['org.thingsboard.rule.engine.transform.TbTransformMsgNode'],
  outputs: ['Success'],

  config: scriptFields(
    'Change',
    'Returns {msg, metadata, msgType}, or a list of them',
    'return {msg: msg, metadata: metadata, msgType: msgType};',
  ),

  examples: [
    {
      title: 'Celsius to Fahrenheit',
      config: { jsScript: 'msg.fahrenheit = msg.celsius * 1.8 + 32;\nreturn {msg: msg};' },
      data: { celsius: 21.5 },
      goesTo: 'Success',
      data_after: { celsius: 21.5, fahrenheit: 70.7 },
    },
    {
      title: 'Metadata becomes text',
      config: { jsScript: 'metadata.floor = 3;\nreturn {metadata: metadata};' },
      data: { door: 'open' },
      metadata: { building: 'A' },
      goesTo: 'Success',
      metadata_after: { building: 'A', floor: '3' },
    },
    {
      title: 'One message becomes two',
      config: { jsScript: 'return msg.readings.map(each => ({msg: each}));' },
      data: { readings: [{ a: 1 }, { a: 2 }] },
      goesTo: ['Success', 'Success'],
    },
    {
      config: { jsScript: 'return [];' },
      data: {},
      failsWith: 'The script returned an empty list, so there is nothing to send on',
    },
  ],

  create(config, context) {
    const script = compileScript(config, context)
    const { language } = activeScript(config)
    return {
      handle(message, emit) {
        const results = judgeTransform(script.run(message), message, language)
        const [only] = results
        if (only !== undefined && results.length === 1) return emit('Success', only)
        for (const result of results) emit('Success', result.with({ id: context.identity.uuid() }))
      },
      stop: script.close,
    }
  },
})
