import { kindOptions } from '../sdk/entity-types.ts'
import { defineNode, type EntityRef, field, Message, type NodeContext } from '../sdk/index.ts'
import { judgeTransform } from '../sdk/judge.ts'
import { activeScript, compileScript, scriptFields } from '../sdk/scripted.ts'

const kinds = [
  'RULE_NODE',
  'DEVICE',
  'ASSET',
  'ENTITY_VIEW',
  'TENANT',
  'CUSTOMER',
  'USER',
  'DASHBOARD',
  'EDGE',
] as const
/** What the cloud calls nobody in particular. */
const nobody = '13814000-1dd2-11b2-8080-808080808080'

/** Makes messages by the clock. */
export default defineNode({
  type: 'flow/generator',
  title: 'Generator',
  summary: 'Makes a message each period by a script: for heartbeats, simulations and tests.',
  help: `The script gets the message it made before as \`prevMsg\`, \`prevMetadata\` and \`prevMsgType\` (an empty one
at first) and returns \`{msg, metadata, msgType}\`. A message that is not yet written down holds the next one up.`,
  icon: 'clock-play',
  synonyms: ['timer', 'interval', 'cron', 'simulate', 'inject', 'heartbeat', 'schedule'],
  importsFrom: ['org.thingsboard.rule.engine.debug.TbMsgGeneratorNode'],
  source: true,
  outputs: ['Success'],
  queued: true,
  line: 'periodInSeconds',

  config: {
    periodInSeconds: field.number({ label: 'Every', default: 1, min: 1, whole: true, unit: 's' }),
    msgCount: field.number({
      label: 'How many',
      hint: '0 means without end',
      default: 0,
      min: 0,
      whole: true,
    }),
    originatorType: field.choice({
      label: 'Sent in the name of',
      options: kindOptions(kinds),
      default: 'RULE_NODE',
    }),
    originatorId: field.optional(
      field.entityId({
        label: 'Entity',
        typeField: 'originatorType',
        showWhen: {
          field: 'originatorType',
          is: kinds.filter((kind) => kind !== 'RULE_NODE' && kind !== 'TENANT'),
        },
      }),
    ),
    ...scriptFields(
      'Message',
      'Returns {msg, metadata, msgType}',
      `var msg = { temp: 42, humidity: 77 };
var metadata = { data: 40 };
var msgType = "POST_TELEMETRY_REQUEST";

return { msg: msg, metadata: metadata, msgType: msgType };`,
    ),
  },
  configurationVersion: 2,
  versions: {
    2({ queueName, ...old }) {
      const isNamed = typeof old.originatorType === 'string' && String(old.originatorId ?? '').trim() !== ''
      return isNamed ? old : { ...old, originatorType: 'RULE_NODE' }
    },
  },

  check({ originatorType, originatorId }) {
    if (originatorType === 'RULE_NODE' || originatorType === 'TENANT') return undefined
    return originatorId
      ? undefined
      : `Give the id of the ${originatorType} in whose name the messages are sent`
  },

  examples: [
    {
      title: 'A heartbeat each minute',
      config: {
        periodInSeconds: 60,
        jsScript: "return { msg: { alive: true }, metadata: {}, msgType: 'POST_TELEMETRY_REQUEST' };",
      },
      data: {},
      goesTo: 'Success',
      data_after: { alive: true },
    },
    {
      title: 'Counting on from the message before',
      config: {
        jsScript:
          "return { msg: { n: (prevMsg.n || 0) + 1 }, metadata: {}, msgType: 'POST_TELEMETRY_REQUEST' };",
      },
      data: {},
      goesTo: 'Success',
      data_after: { n: 1 },
    },
  ],

  create(config, context) {
    const { clock, log } = context
    const script = compileScript(config, context, ['prevMsg', 'prevMetadata', 'prevMsgType'])
    const { language } = activeScript(config)
    const period = config.periodInSeconds * 1000
    const originator = originatorOf(config, context)
    let previous: Message | null = null
    let made = 0
    let cancel = () => {}

    const tick = async () => {
      const due = clock.now() + period
      made++
      try {
        const result = script.runWith(inputOf(previous))
        previous = nextMessage(result, language, context, originator)
        await context.originate(previous, 'Success')
      } catch (error) {
        log.warn('The generator could not make a message', { node: context.node.name, reason: String(error) })
        const reason = error instanceof Error ? error.message : String(error)
        await context.originate(failed(reason, context, originator), 'Failure', reason).catch(() => {})
      }
      if (config.msgCount === 0 || made < config.msgCount)
        cancel = clock.after(Math.max(0, due - clock.now()), tick)
    }
    return {
      start() {
        cancel = clock.after(period, tick)
      },
      stop() {
        cancel()
        script.close()
      },
    }
  },
})

function originatorOf(
  { originatorType, originatorId }: { originatorType: string; originatorId?: string | undefined },
  { node, server }: NodeContext,
): EntityRef {
  if (originatorType === 'RULE_NODE') return { entityType: 'RULE_NODE', id: node.id }
  if (originatorType === 'TENANT' && server !== undefined)
    return { entityType: 'TENANT', id: server.tenantId }
  return { entityType: originatorType, id: originatorId ?? nobody }
}

function inputOf(previous: Message | null) {
  if (previous === null) return { msg: {}, metadata: {}, msgType: '' }
  return { msg: previous.data, metadata: previous.metadata, msgType: previous.type }
}

function nextMessage(
  result: Parameters<typeof judgeTransform>[0],
  language: Parameters<typeof judgeTransform>[2],
  context: NodeContext,
  originator: EntityRef,
): Message {
  const empty = newMessage(context, originator)
  return judgeTransform(result, empty, language)[0] ?? empty
}

function failed(reason: string, context: NodeContext, originator: EntityRef): Message {
  return newMessage(context, originator).withMetadata({ error: reason })
}

function newMessage({ identity, clock, node }: NodeContext, originator: EntityRef): Message {
  return Message.of({
    id: identity.uuid(),
    ts: clock.now(),
    type: '',
    originator,
    data: {},
    queue: node.queueName ?? null,
  })
}
