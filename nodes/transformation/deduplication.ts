import {
  defineNode,
  type EntityRef,
  field,
  HeldMessages,
  type JsonValue,
  Message,
  type NodeContext,
  NodeFailure,
  timeOf,
} from '../sdk/index.ts'

/** A message that waits for the end of its window. */
interface Pending {
  readonly message: Message
  readonly ts: number
}

/** milliseconds until the queue is asked again, and until a message that is being moved is back */
const retryAfter = 10_000
const lookAgainAfter = 100

/** Makes one message of those that come within a while. */
export default defineNode({
  type: 'transformation/deduplication',
  title: 'Deduplication',
  summary:
    'Lets one message of each device through per interval: the first, the last, or all of them in one.',
  help: `An interval begins with a device’s first message, by metadata \`ts\` or else the time of the message. Waiting messages
are kept in the journal and survive a restart. What goes on has a new id and the queue that is chosen on the node. *All*
sends a list of \`{"msg", "metadata"}\`. More messages than may wait leave by Failure at once, and so do all of an interval
when the queue takes nothing for too long.`,
  icon: 'arrows-join',
  synonyms: ['debounce', 'throttle', 'once', 'window', 'batch', 'aggregate', 'collect', 'rate'],
  importsFrom: ['org.thingsboard.rule.engine.deduplication.TbMsgDeduplicationNode'],
  outputs: ['Success'],
  queued: true,
  line: '{strategy} · {interval} s',

  config: {
    interval: field.number({ label: 'Interval', default: 60, min: 1, whole: true, unit: 's' }),
    strategy: field.choice({
      label: 'Send on',
      options: [
        { value: 'FIRST', label: 'The first' },
        { value: 'LAST', label: 'The last' },
        { value: 'ALL', label: 'All in one message' },
      ],
      default: 'FIRST',
    }),
    outMsgType: field.optional(
      field.text({
        label: 'Type of that message',
        hint: 'As POST_TELEMETRY_REQUEST',
        offers: 'messageTypes',
        showWhen: { field: 'strategy', is: ['ALL'] },
      }),
    ),
    maxPendingMsgs: field.number({
      label: 'Most that may wait',
      hint: 'Per device',
      default: 100,
      min: 1,
      whole: true,
    }),
    maxRetries: field.number({
      label: 'Tries to send on',
      hint: 'After the first, 10 seconds apart',
      default: 3,
      min: 0,
      whole: true,
    }),
  },
  configurationVersion: 1,
  versions: { 1: ({ queueName, ...old }) => old },

  check: ({ strategy, outMsgType }) =>
    strategy === 'ALL' && !outMsgType?.trim()
      ? 'Give the type of the message that holds all of them'
      : undefined,

  examples: [
    { config: { interval: 5 }, data: { door: 'open' }, goesTo: 'Success', data_after: { door: 'open' } },
    {
      title: 'All in one message',
      config: { interval: 5, strategy: 'ALL', outMsgType: 'DOOR_EVENTS' },
      data: { door: 'open' },
      metadata: { ts: '1700000000000' },
      goesTo: 'Success',
      data_after: [{ msg: { door: 'open' }, metadata: { ts: '1700000000000' } }],
    },
  ],

  create(config, context) {
    const { clock, flow, log, node } = context
    const interval = config.interval * 1000
    const held = new HeldMessages(context)
    const waiting = new Map<string, Pending[]>()
    const timers = new Map<string, () => void>()
    const sendings = new Set<() => void>()

    const look = (originator: EntityRef, ms: number) => {
      timers.set(
        originator.id,
        clock.after(ms, () => close(originator)),
      )
    }

    /** Sends on every window that is over; what is left has its end still before it. */
    const close = (originator: EntityRef) => {
      const pending = waiting.get(originator.id) ?? []
      for (;;) {
        const start = Math.min(...pending.map(({ ts }) => ts))
        const wait = start + interval - clock.now()
        if (pending.length > 0 && wait > 0) return look(originator, wait + 1)
        if (pending.length === 0) break
        const window = pending.filter(({ ts }) => ts < start + interval)
        if (!held.claim(window.map(({ message }) => message))) return look(originator, lookAgainAfter)
        pending.splice(0, pending.length, ...pending.filter(({ ts }) => ts >= start + interval))
        void send(result(window, config, context), window, 0)
      }
      waiting.delete(originator.id)
      timers.delete(originator.id)
    }

    const send = async (message: Message, window: readonly Pending[], tries: number) => {
      try {
        await flow.requeue(message, 'Success', node.queueName ?? null)
      } catch (error) {
        if (tries >= config.maxRetries) {
          const failure = new NodeFailure(`The queue did not take the result: ${(error as Error).message}`)
          for (const each of window) held.letGo(each.message, failure)
          return
        }
        log.warn('The queue did not take a deduplicated message; it is tried again', { node: node.name })
        const cancel = clock.after(retryAfter, () => {
          sendings.delete(cancel)
          void send(message, window, tries + 1)
        })
        sendings.add(cancel)
        return
      }
      for (const each of window) held.letGo(each.message)
    }

    return {
      handle(message) {
        if (held.has(message)) return held.keep(message)
        const { originator } = message
        const pending = waiting.get(originator.id) ?? []
        if (pending.length >= config.maxPendingMsgs)
          throw new NodeFailure(
            `${config.maxPendingMsgs} messages of this device wait here already, which is the most`,
          )
        if (pending.length === 0) {
          waiting.set(originator.id, pending)
          look(originator, interval + 1)
        }
        // A clock that is far ahead must not keep its messages here for ever.
        const [now, ts] = [clock.now(), timeOf(message)]
        pending.push({ message, ts: ts > now + interval ? now : ts })
        return held.keep(message)
      },
      stop() {
        for (const cancel of [...timers.values(), ...sendings]) cancel()
        held.stop()
      },
    }
  },
})

function result(
  window: readonly Pending[],
  { strategy, outMsgType }: { readonly strategy: string; readonly outMsgType?: string | undefined },
  { identity, clock }: NodeContext,
): Message {
  const [first, ...others] = window as readonly [Pending, ...Pending[]]
  const id = identity.uuid()
  if (strategy === 'ALL') {
    const { originator, customerId } = first.message
    const data: JsonValue = window.map(({ message: { data: msg, metadata } }) => ({
      msg,
      metadata: { ...metadata },
    }))
    const ts = clock.now()
    return Message.of({
      id,
      ts,
      type: outMsgType ?? '',
      originator,
      customerId,
      metadata: { ts: String(ts) },
      data,
    })
  }
  const isBetter =
    strategy === 'FIRST'
      ? (one: Pending, other: Pending) => one.ts < other.ts
      : (one: Pending, other: Pending) => one.ts > other.ts
  const { message } = others.reduce((best, each) => (isBetter(each, best) ? each : best), first)
  return message.with({ id })
}
