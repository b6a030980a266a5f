// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { defineNode, field, HeldMessages, type Message, NodeFailure, template } from '../sdk/index.ts'

/** milliseconds until a message that the queue did not take is offered again */
const retryAfter = 1000

/** Holds messages up for a while. */
export default defineNode({
  type: 'flow/delay',
  title: 'Delay',
  summary: 'Sends each message on some time later.',
  help: `Waiting messages are kept in the journal and survive a restart, after which their wait begins anew. They go on
through the durable queue under a new id. More than the most that may wait leave by Failure at once.`,
  icon: 'hourglass',
  synonyms: ['wait', 'later', 'pause', 'sleep', 'timer', 'postpone'],
  importsFrom: ['org.thingsboard.rule.engine.delay.TbMsgDelayNode'],
  outputs: ['Success'],
  line: 'periodInSeconds',

  config: {
    useMetadataPeriodInSecondsPatterns: field.optional(
      field.flag({ label: 'Take the time from the message', default: false }),
    ),
    periodInSeconds: field.number({
      label: 'Time',
      default: 60,
      min: 0,
      whole: true,
      unit: 's',
      showWhen: { field: 'useMetadataPeriodInSecondsPatterns', is: [false] },
    }),
    periodInSecondsPattern: field.optional(
      field.text({
        label: 'Time',
        hint: 'A template that gives seconds, as ${wait}',
        template: true,
        showWhen: { field: 'useMetadataPeriodInSecondsPatterns', is: [true] },
      }),
    ),
    maxPendingMsgs: field.number({ label: 'Most that may wait', default: 1000, min: 1, whole: true }),
  },

  check: ({ useMetadataPeriodInSecondsPatterns, periodInSecondsPattern }) =>
    useMetadataPeriodInSecondsPatterns && !periodInSecondsPattern?.trim()
      ? 'Say how the message tells its time, as ${wait}'
      : undefined,

  examples: [
    {
      config: { periodInSeconds: 5 },
      data: { door: 'open' },
      goesTo: 'Success',
      data_after: { door: 'open' },
    },
    {
      title: 'The message says for how long',
      config: { useMetadataPeriodInSecondsPatterns: true, periodInSecondsPattern: '${wait}' },
      data: {},
      metadata: { wait: 'a moment' },
      failsWith: 'The time to wait is “a moment”, which is not a number of seconds',
    },
  ],

  create(config, context) {
    const { clock, flow, identity, log, node } = context
    const held = new HeldMessages(context)
    const timers = new Map<string, () => void>()
    const secondsOf = config.useMetadataPeriodInSecondsPatterns
      ? secondsReader(config.periodInSecondsPattern ?? '')
      : () => config.periodInSeconds

    const wait = (message: Message, ms: number) => {
      timers.set(
        message.id,
        clock.after(ms, () => void release(message)),
      )
    }
    const release = async (message: Message) => {
      if (!held.claim([message])) return wait(message, retryAfter)
      try {
        await flow.requeue(message.with({ id: identity.uuid() }), 'Success')
      } catch (error) {
        log.warn('A delayed message waits on, because the queue does not take it', {
          node: node.name,
          error: String(error),
        })
        return wait(message, retryAfter)
      }
      timers.delete(message.id)
      held.letGo(message)
    }

    return {
      handle(message) {
        if (held.has(message)) return held.keep(message)
        const seconds = secondsOf(message)
        if (held.size >= config.maxPendingMsgs)
          throw new NodeFailure(`${config.maxPendingMsgs} messages wait here already, which is the most`)
        wait(message, seconds * 1000)
        return held.keep(message)
      },
      stop() {
        for (const cancel of timers.values()) cancel()
        held.stop()
      },
    }
  },
})

function secondsReader(text: string): (message: Message) => number {
  const write = template(text)
  return (message) => {
    const written = write(message)
    if (!/^\d{1,9}$/.test(written))
      throw new NodeFailure(`The time to wait is “${written}”, which is not a number of seconds`)
    return Number(written)
  }
}
