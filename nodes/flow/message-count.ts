import { answered } from '../sdk/answered.ts'
import { defineNode, field, Message } from '../sdk/index.ts'

/** Counts messages, for a chart of the traffic. */
export default defineNode({
  type: 'flow/message-count',
  title: 'Message count',
  summary: 'Counts messages, and sends the count on as a message of the tenant each interval.',
  help: `The counted messages end here. The count has the key of the prefix and this server’s name, as
\`messageCount_weir\`; metadata \`delta\` holds the milliseconds it was counted for. What was counted since the last
interval is not kept over a restart.`,
  icon: 'hash',
  synonyms: ['counter', 'statistics', 'traffic', 'rate', 'metric'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbMsgCountNode'],
  outputs: ['Success'],
  queued: true,
  line: 'telemetryPrefix',

  config: {
    telemetryPrefix: field.text({ label: 'Prefix of the key', default: 'messageCount' }),
    interval: field.number({ label: 'Every', default: 1, min: 1, whole: true, unit: 's' }),
  },

  examples: [
    { title: 'The counted message ends here', config: {}, data: { temperature: 21 } },
    { config: { telemetryPrefix: 'doors', interval: 60 }, data: { door: 'open' } },
  ],

  create({ telemetryPrefix, interval }, { server, clock, identity, log, node, originate }) {
    const { tenantId, name } = answered(server, 'does not know its tenant')
    const key = `${telemetryPrefix}_${name}`
    let counted = 0
    let since = clock.now()
    let cancel = () => {}

    const tick = async () => {
      again()
      const now = clock.now()
      const message = Message.of({
        id: identity.uuid(),
        ts: now,
        type: 'POST_TELEMETRY_REQUEST',
        originator: { entityType: 'TENANT', id: tenantId },
        metadata: { delta: String(now - since) },
        data: { [key]: counted },
        queue: node.queueName ?? null,
      })
      const [taken, from] = [counted, since]
      counted = 0
      since = now
      try {
        await originate(message, 'Success')
      } catch (error) {
        counted += taken
        since = from
        log.warn('A message count waits for the queue', { node: node.name, error: String(error) })
      }
    }
    const again = () => {
      cancel = clock.after(interval * 1000, () => void tick())
    }

    return {
      handle() {
        counted++
      },
      start() {
        since = clock.now()
        again()
      },
      stop: () => cancel(),
    }
  },
})
