import {
  alarmEvent,
  alarmMessage,
  causeOf,
  compileDetails,
  detailsFields,
  typeHint,
} from '../sdk/alarm-message.ts'
import { answered } from '../sdk/answered.ts'
import { defineNode, type Emit, field, type Message, template } from '../sdk/index.ts'

/** Clears the active alarm. */
export default defineNode({
  type: 'alarm/clear-alarm',
  title: 'Clear alarm',
  summary:
    'Clears the active alarm of that type of what the message is about, or the alarm that it is about.',
  help: `What goes on is the cleared alarm, with metadata \`isClearedAlarm\`. Without an active alarm the message leaves
unchanged by False.`,
  icon: 'bell-check',
  synonyms: ['resolve', 'end', 'reset', 'close', 'alert', 'normal', 'recover'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbClearAlarmNode'],
  outputs: ['Cleared', 'False'],
  customOutputs: true,
  line: 'alarmType',

  config: {
    alarmType: field.text({
      label: 'Type',
      hint: typeHint,
      template: true,
      offers: 'alarmTypes',
      default: 'General Alarm',
    }),
    ...detailsFields(),
  },

  examples: [
    {
      title: 'Nothing to clear',
      config: { alarmType: 'High temperature' },
      data: { temperature: 21 },
      goesTo: 'False',
      data_after: { temperature: 21 },
    },
    {
      title: 'The type comes from the message',
      config: { alarmType: '$[alarm]' },
      data: { alarm: 'Leak' },
      goesTo: 'False',
    },
  ],

  create(config, context) {
    const { clock, node } = context
    const alarms = answered(context.alarms, 'keeps no alarms')
    const { tenantId } = answered(context.server, 'does not know its tenant')
    const script = compileDetails(config, context)
    const typeOf = template(config.alarmType)

    const clear = async (message: Message, emit: Emit<'Cleared' | 'False' | 'Success'>): Promise<void> => {
      const { originator } = message
      const cause = causeOf(message, node)
      const alarm =
        originator.entityType === 'ALARM'
          ? await alarms.byId(originator.id)
          : await alarms.active(originator, typeOf(message), cause)
      if (alarm === null || alarm.cleared) return emit('False', message)
      const details = script.details(message, alarm.details)
      const result = await alarms.clear(alarm.id, clock.now(), details, cause)
      // Somebody else was faster.
      if (result === null || !result.isCleared) return emit('Success', message)

      const told = alarmMessage(message, result.alarm, tenantId, 'isClearedAlarm')
      try {
        await context.enqueue(alarmEvent('ALARM_CLEAR', result.alarm, tenantId, context))
      } catch (error) {
        return emit('Failure', told, `The chains could not be told of the alarm: ${(error as Error).message}`)
      }
      emit('Cleared', told)
    }

    return {
      handle: (message, emit) => alarms.inOrder(message.originator, () => clear(message, emit as Emit)),
      stop: () => script.close(),
    }
  },
})
