import type { AlarmInBody } from '../sdk/alarm-message.ts'
import {
  alarmEvent,
  alarmIn,
  alarmMessage,
  causeOf,
  compileDetails,
  detailsFields,
  typeHint,
} from '../sdk/alarm-message.ts'
import { answered } from '../sdk/answered.ts'
import {
  type Alarm,
  type AlarmRequest,
  defineNode,
  type Emit,
  field,
  type Message,
  NodeFailure,
  type Severity,
  severities,
  template,
  timeOf,
} from '../sdk/index.ts'

/** Raises an alarm, or brings the one that is there up to date. */
export default defineNode({
  type: 'alarm/create-alarm',
  title: 'Create alarm',
  summary: 'Raises an alarm of what the message is about, or updates the active one of the same type.',
  help: `There is at most one active alarm of a type for each device. While it is there, further messages update it:
severity (which may also go down), details and the time it was last seen. What goes on is the alarm, with metadata
\`isNewAlarm\` or \`isExistingAlarm\`. A message that changes nothing, or whose alarm an operator has shelved, leaves
unchanged by \`Success\`.`,
  icon: 'bell-ringing',
  synonyms: ['raise', 'alert', 'warning', 'notify', 'limit', 'severity', 'incident'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbCreateAlarmNode'],
  outputs: ['Created', 'Updated', 'False'],
  customOutputs: true,
  line: '{severity} · {alarmType}',

  config: {
    useMessageAlarmData: field.flag({
      label: 'The message is an alarm',
      hint: 'Type, severity and the rest come from the message',
      default: false,
    }),
    overwriteAlarmDetails: field.flag({
      label: 'Build its details by the script',
      default: true,
      showWhen: { field: 'useMessageAlarmData', is: [true] },
    }),
    alarmType: field.text({
      label: 'Type',
      hint: typeHint,
      template: true,
      offers: 'alarmTypes',
      default: 'General Alarm',
      showWhen: { field: 'useMessageAlarmData', is: [false] },
    }),
    dynamicSeverity: field.flag({
      label: 'The severity depends on the message',
      default: false,
      showWhen: { field: 'useMessageAlarmData', is: [false] },
    }),
    severity: field.text({
      label: 'Severity',
      hint: 'CRITICAL, MAJOR, MINOR, WARNING or INDETERMINATE; or a template that gives one',
      options: severities.map((value) => ({ value, label: value })),
      template: true,
      default: 'CRITICAL',
      showWhen: { field: 'useMessageAlarmData', is: [false] },
    }),
    ...detailsFields(),
    propagate: field.flag({
      label: 'Show at related entities',
      hint: 'At every entity from which relations lead here',
      default: false,
      showWhen: { field: 'useMessageAlarmData', is: [false] },
    }),
    relationTypes: field.optional(
      field.keys({
        label: 'Along these relations only',
        hint: 'Empty = all',
        offers: 'relationTypes',
        default: [],
        showWhen: { field: 'propagate', is: [true] },
      }),
    ),
    propagateToOwner: field.flag({
      label: 'Show at the owner',
      default: false,
      showWhen: { field: 'useMessageAlarmData', is: [false] },
    }),
    propagateToTenant: field.flag({
      label: 'Show at the tenant',
      default: false,
      showWhen: { field: 'useMessageAlarmData', is: [false] },
    }),
  },
  check({ useMessageAlarmData, dynamicSeverity, severity }) {
    if (useMessageAlarmData || dynamicSeverity || isSeverity(severity)) return
    return `“${severity}” is no severity; write one of ${severities.join(', ')}`
  },

  examples: [
    {
      title: 'A new alarm',
      config: {
        alarmType: 'High temperature',
        severity: 'MAJOR',
        alarmDetailsBuildJs: 'return {temperature: msg.temperature};',
      },
      data: { temperature: 31 },
      goesTo: 'Created',
      metadata_after: { isNewAlarm: 'true' },
    },
    {
      title: 'The message chooses the severity',
      config: { dynamicSeverity: true, severity: '$[level]' },
      data: { level: 'MINOR' },
      goesTo: 'Created',
    },
    {
      title: 'The message is an alarm',
      config: { useMessageAlarmData: true, overwriteAlarmDetails: false },
      data: { type: 'Leak', severity: 'CRITICAL', details: { valve: 4 } },
      goesTo: 'Created',
    },
    {
      config: { dynamicSeverity: true, severity: '$[level]' },
      data: { level: 'high' },
      failsWith: '“high” is no severity; it has to be one of CRITICAL, MAJOR, MINOR, WARNING, INDETERMINATE',
    },
  ],

  create(config, context) {
    const { clock, node } = context
    const alarms = answered(context.alarms, 'keeps no alarms')
    const { tenantId } = answered(context.server, 'does not know its tenant')
    const script = compileDetails(config, context)
    // Where the message is an alarm, neither is asked for, and old chains hold null.
    const typeOf = template(config.useMessageAlarmData ? '' : config.alarmType)
    const severityOf = template(config.useMessageAlarmData ? '' : config.severity)
    const usesScript = !config.useMessageAlarmData || config.overwriteAlarmDetails

    const severityFor = (message: Message, body: AlarmInBody | null): Severity => {
      const text = body === null ? severityOf(message) : body.severity
      if (text === undefined) throw new NodeFailure('The alarm in the message has no severity')
      if (isSeverity(text)) return text
      throw new NodeFailure(`“${text}” is no severity; it has to be one of ${severities.join(', ')}`)
    }

    const requestFor = (
      message: Message,
      type: string,
      body: AlarmInBody | null,
      active: Alarm | null,
    ): AlarmRequest => {
      const { propagate, propagateToOwner, propagateToTenant } = body ?? config
      const now = clock.now()
      return {
        type,
        originator: active?.originator ?? body?.originator ?? message.originator,
        severity: severityFor(message, body),
        ...(body?.customerId !== undefined && { customerId: body.customerId }),
        ...timesFor(message, body, active, now),
        details:
          body === null || usesScript ? script.details(message, active?.details ?? null) : body.details,
        propagate,
        propagateToOwner,
        propagateToTenant,
        propagateRelationTypes: body?.propagateRelationTypes ?? config.relationTypes ?? [],
      }
    }

    const raise = async (
      message: Message,
      emit: Emit<'Created' | 'Updated' | 'False' | 'Success'>,
    ): Promise<void> => {
      const body = config.useMessageAlarmData ? alarmIn(message) : null
      const type = body === null ? typeOf(message) : body.type
      if (type === undefined) throw new NodeFailure('The alarm in the message has no type')
      const cause = causeOf(message, node)
      const active = await alarms.active(message.originator, type, cause)
      const result = await alarms.raise(requestFor(message, type, body, active), cause)
      const { alarm, isCreated, isUpdated, isSeverityUpdated, isShelved, isGathered } = result
      if (isShelved || !(isCreated || isUpdated || isSeverityUpdated)) return emit('Success', message)

      const told = alarmMessage(message, alarm, tenantId, isCreated ? 'isNewAlarm' : 'isExistingAlarm')
      try {
        const event = isCreated ? 'ENTITY_CREATED' : 'ENTITY_UPDATED'
        // Gathered changes are told once, when they are stored.
        if (!isGathered) await context.enqueue(alarmEvent(event, alarm, tenantId, context))
      } catch (error) {
        return emit('Failure', told, `The chains could not be told of the alarm: ${(error as Error).message}`)
      }
      emit(isCreated ? 'Created' : 'Updated', told)
    }

    return {
      // Details are often made from the ones before: two messages of one device must not read the same ones.
      handle: (message, emit) => alarms.inOrder(message.originator, () => raise(message, emit as Emit)),
      stop: () => script.close(),
    }
  },
})

function isSeverity(text: string): text is Severity {
  return (severities as readonly string[]).includes(text)
}

/** A new alarm begins when its message says; an alarm that is there lasts until now. */
function timesFor(
  message: Message,
  body: AlarmInBody | null,
  active: Alarm | null,
  now: number,
): Pick<AlarmRequest, 'startTs' | 'endTs'> {
  if (active !== null) return { startTs: active.startTs, endTs: Math.max(now, active.startTs) }
  if (body !== null) return { startTs: body.startTs, endTs: body.endTs }
  const ts = timeOf(message)
  return { startTs: ts, endTs: ts }
}
