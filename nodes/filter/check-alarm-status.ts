import { alarmIn } from '../sdk/alarm-message.ts'
import { answered } from '../sdk/answered.ts'
import { defineNode, field, NodeFailure, statusOf } from '../sdk/index.ts'

/** Asks how an alarm stands now. */
export default defineNode({
  type: 'filter/check-alarm-status',
  title: 'Check alarm status',
  summary: 'Sends the alarm on by whether its status is one of the chosen ones now.',
  help: 'The status that the message holds does not count: the alarm is read again.',
  icon: 'bell-question',
  synonyms: ['acknowledged', 'cleared', 'active', 'state', 'alert'],
  importsFrom: ['org.thingsboard.rule.engine.filter.TbCheckAlarmStatusNode'],
  outputs: ['True', 'False'],
  line: 'alarmStatusList',

  config: {
    alarmStatusList: field.choices({
      label: 'Status',
      options: [
        { value: 'ACTIVE_UNACK', label: 'Active, not acknowledged' },
        { value: 'ACTIVE_ACK', label: 'Active, acknowledged' },
        { value: 'CLEARED_UNACK', label: 'Cleared, not acknowledged' },
        { value: 'CLEARED_ACK', label: 'Cleared, acknowledged' },
      ],
      default: ['ACTIVE_ACK', 'ACTIVE_UNACK'],
    }),
  },

  examples: [
    {
      title: 'An alarm that is gone',
      config: {},
      data: { id: { entityType: 'ALARM', id: '8f0c0000-0000-11ee-8000-000000000000' }, type: 'Leak' },
      messageType: 'ALARM',
      failsWith: 'No such alarm found.',
    },
    { config: {}, data: { temperature: 21 }, failsWith: 'The message holds no alarm: it has no id' },
  ],

  create({ alarmStatusList }, context) {
    const alarms = answered(context.alarms, 'keeps no alarms')
    const wanted = new Set<string>(alarmStatusList)
    return async (message, emit) => {
      const { id } = alarmIn(message)
      if (id === undefined) throw new NodeFailure('The message holds no alarm: it has no id')
      const alarm = await alarms.byId(id)
      if (alarm === null) throw new NodeFailure('No such alarm found.')
      emit(wanted.has(statusOf(alarm)) ? 'True' : 'False', message)
    }
  },
})
