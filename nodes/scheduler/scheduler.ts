// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours

import { answered } from '../sdk/answered.ts'
import {
  defineNode,
  type EntityRef,
  field,
  InTurn,
  isObject,
  type JsonValue,
  Message,
  type NodeContext,
  NodeFailure,
  numberOf,
  parseJson,
  type Template,
  template,
} from '../sdk/index.ts'
import { scheduleFields, scheduleOf, wrongSchedule } from './settings.ts'
import { type Progress, type Run, Ticker } from './ticker.ts'

/** the messages by which the node tells itself, through the journal, that a run is due, or where it stands */
const runType = 'SCHEDULED_RUN'
const probeType = 'SCHEDULER_START'

/** Makes messages at times that a person chose. */
export default defineNode({
  type: 'scheduler/scheduler',
  title: 'Scheduler',
  summary: 'Sends a message at chosen times: each so often, on days of the calendar, or by a cron pattern.',
  help: `Works with no network, by the clock of this machine. Each run is written to the journal when it is due, so none is
lost and none is done twice when Weir stops in between. A message that is sent to this node by hand makes a run at once.

**Clocks that jump.** A time that the zone skips in spring runs at the moment the clocks jump; one that comes twice in
autumn runs the first time. Cron patterns with \`*\` in the hours, and intervals, go by real time: they run through both.
When the clock is set back by up to an hour nothing is run again; further back counts as a clock that was wrong.

**While Weir was down.** Runs that fell due are skipped, made up for by one, or each, as set below. More than ten seconds
late counts as missed.

The metadata has \`scheduledTs\`, the time the run was due in milliseconds, \`scheduledTime\`, the same as text, and
\`missedRuns\` where the run makes up for missed ones. Data and metadata are templates and may use these.`,
  icon: 'calendar-clock',
  synonyms: [
    'cron',
    'timer',
    'calendar',
    'time',
    'date',
    'weekly',
    'daily',
    'monthly',
    'alarm clock',
    'trigger',
  ],
  source: true,
  outputs: ['Success'],
  queued: true,
  line: 'schedule',

  config: {
    ...scheduleFields,
    messageType: field.text({ label: 'Message type', offers: 'messageTypes', default: 'SCHEDULER_EVENT' }),
    originator: field.entity({ label: 'Sent in the name of', hint: 'Empty means of the tenant' }),
    data: field.text({
      label: 'Data',
      hint: 'JSON; may hold templates as ${scheduledTs}',
      multiline: true,
      shape: 'json',
      default: '{}',
    }),
    metadata: field.pairs({ label: 'Metadata', columns: ['Key', 'Value'], default: {} }),
  },

  check(config) {
    if (config.messageType.trim() === '') return 'Give the type of the message'
    return wrongSchedule(config) ?? wrongData(config.data)
  },

  examples: [
    {
      title: 'Each minute',
      config: { schedule: 'interval', every: 1, unit: 'MINUTES', data: '{"due": ${scheduledTs}}' },
      data: {},
      goesTo: 'Success',
      data_after: { due: 1700000040000 },
    },
    {
      title: 'Setback of the heating at night',
      config: {
        schedule: 'weekly',
        weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI'],
        times: ['22:00'],
        timeZone: 'Europe/Berlin',
        messageType: 'POST_ATTRIBUTES_REQUEST',
        data: '{"setpoint": 17}',
        metadata: { scope: 'SHARED_SCOPE' },
      },
      data: {},
      goesTo: 'Success',
      data_after: { setpoint: 17 },
    },
  ],

  create(config, context) {
    const { clock, flow, identity, log, node } = context
    const state = answered(context.state, 'keeps nothing for nodes')
    const { schedule, key } = scheduleOf(config)
    const makeMessage = messageMaker(config, context)
    const turns = new InTurn()

    const read = async (): Promise<Progress | null> => progressIn(await state.read(node.id, node.id), key)
    const save = ({ last, latest }: Progress) => state.save(node.id, node.id, { key, last, latest })
    const toSelf = (type: string, run: Run | null) =>
      flow.requeue(
        Message.of({
          id: identity.uuid(),
          ts: clock.now(),
          type,
          originator: { entityType: 'RULE_NODE', id: node.id },
          metadata: run === null ? {} : { due: String(run.due), missed: String(run.missed), key },
          data: {},
          queue: node.queueName ?? null,
        }),
        null,
      )

    const ticker = new Ticker({
      clock,
      schedule,
      missed: {
        act: config.missed,
        within: config.missedMinutes * 60_000,
        most: config.missedMost,
      },
      trigger: (run) => toSelf(runType, run),
      wentBack(progress) {
        log.warn('The clock is far behind the last run of a scheduler; it goes on from here', {
          node: node.name,
        })
        void save(progress).catch(() => {})
      },
    })

    /** Everything of before the start that was in the journal has been handled: now it is known what was missed. */
    const begin = async () => {
      if (ticker.hasStarted) return
      const now = clock.now()
      const progress = (await read()) ?? { last: now, latest: now }
      await save(progress)
      ticker.start(progress)
    }

    let isStopped = false
    const probe = async () => {
      try {
        if (!isStopped) await toSelf(probeType, null)
      } catch {
        clock.after(1000, () => void probe())
      }
    }

    return {
      handle(message, emit) {
        const isOwn = message.originator.id === node.id
        if (isOwn && message.type === probeType) return turns.run(node.id, begin)
        if (!isOwn || message.type !== runType)
          return emit('Success', makeMessage(message, { due: clock.now(), missed: 0 }))
        const run = { due: Number(message.metadata.due), missed: Number(message.metadata.missed) }
        return turns.run(node.id, async () => {
          // The settings may have changed since the run was written down; it happens all the same.
          if (message.metadata.key === key) {
            const { last, latest } = (await read()) ?? { last: run.due, latest: run.due }
            await save({ last: Math.max(last, run.due), latest: Math.max(latest, run.due) })
          }
          emit('Success', makeMessage(message, run))
        })
      },
      start: () => void probe(),
      stop() {
        isStopped = true
        ticker.stop()
      },
      status: () => ({ text: statusText(ticker), nextRun: ticker.next }),
      nextRuns: (most) => ticker.nextRuns(most),
    }
  },
})

function statusText(ticker: Ticker): string | null {
  if (!ticker.hasStarted) return 'Waits for what is in the journal'
  return ticker.next === null ? 'No runs are left' : null
}

/** How far this very schedule came; null for a new one, or when the settings have changed since. */
function progressIn(state: JsonValue, key: string): Progress | null {
  if (!isObject(state) || state.key !== key) return null
  const last = numberOf(state.last ?? null)
  return last === undefined ? null : { last, latest: numberOf(state.latest ?? null) ?? last }
}

interface MessageSettings {
  readonly messageType: string
  readonly originator: EntityRef | null
  readonly data: string
  readonly metadata: Readonly<Record<string, string>>
}

function messageMaker(
  config: MessageSettings,
  { server }: NodeContext,
): (from: Message, run: Run) => Message {
  const dataOf = template(config.data)
  const metadataOf: [key: string, value: Template][] = Object.entries(config.metadata).map(([key, value]) => [
    key,
    template(value),
  ])
  return (from, { due, missed }) => {
    const tenant = server && { entityType: 'TENANT', id: server.tenantId }
    const originator = config.originator ?? tenant ?? from.originator
    const about = {
      scheduledTs: String(due),
      scheduledTime: new Date(due).toISOString(),
      ...(missed > 0 && { missedRuns: String(missed) }),
    }
    const plain = from.with({ type: config.messageType, ts: due, originator, metadata: about })
    const metadata = { ...about, ...Object.fromEntries(metadataOf.map(([key, of]) => [key, of(plain)])) }
    return plain.with({ metadata, dataType: 'JSON', data: jsonOf(dataOf(plain)) })
  }
}

function jsonOf(text: string): JsonValue {
  try {
    return parseJson(text)
  } catch (error) {
    throw new NodeFailure(`The data of the schedule is no JSON: ${(error as Error).message}`)
  }
}

/** Whether the data is JSON once its templates are filled in. */
function wrongData(data: string): string | undefined {
  const filled = data
    .replaceAll('${scheduledTs}', '0')
    .replaceAll('${missedRuns}', '0')
    .replaceAll('${scheduledTime}', '')
  try {
    parseJson(filled)
    return undefined
  } catch (error) {
    return `The data is no JSON: ${(error as Error).message}. Texts, and templates of texts, need quotes`
  }
}
