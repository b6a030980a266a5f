import { defineNode, stringifyJson } from '../sdk/index.ts'
import { judgeText } from '../sdk/judge.ts'
import { activeScript, compileScript, scriptFields } from '../sdk/scripted.ts'

/** The text of a new node; recognised, so that plain logging costs no script. */
const plain =
  "return '\\nIncoming message:\\n' + JSON.stringify(msg) + '\\nIncoming metadata:\\n' + JSON.stringify(metadata);"

/** Writes a line about each message into the server's log. */
export default defineNode({
  type: 'flow/log',
  title: 'Log',
  summary: 'Writes a line about each message into the server’s log and sends the message on.',
  icon: 'file-text',
  synonyms: ['print', 'console', 'trace', 'debug'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbLogNode'],
  outputs: ['Success'],

  config: scriptFields('Text', 'Returns the line to write; knows msg, metadata and msgType', plain),

  examples: [
    { config: {}, data: { temperature: 21 }, goesTo: 'Success' },
    {
      config: { jsScript: "return 'Door is ' + msg.door;" },
      data: { door: 'open' },
      goesTo: 'Success',
    },
    {
      title: 'A line is text',
      config: { jsScript: 'return msg.temperature;' },
      data: { temperature: 21 },
      failsWith: 'The script returned a number where text was expected',
    },
  ],

  create(config, context) {
    const { log, node } = context
    const about = { chainId: node.chainId, nodeId: node.id, node: node.name }
    const { language, body } = activeScript(config)
    if (body === plain)
      return (message, emit) => {
        const { data, metadata } = message
        const written = message.dataType === 'JSON' ? stringifyJson(data) : String(data)
        log.info(`\nIncoming message:\n${written}\nIncoming metadata:\n${stringifyJson(metadata)}`, about)
        emit('Success', message)
      }

    const script = compileScript(config, context)
    return {
      handle(message, emit) {
        log.info(judgeText(script.run(message), language === 'TBEL'), about)
        emit('Success', message)
      },
      stop: script.close,
    }
  },
})
