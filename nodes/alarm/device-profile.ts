import { defineNode, field, type RunningNode } from '../sdk/index.ts'
import { AlarmRules, type Output } from './device-profile/alarm-rules.ts'

/** devices in memory at a time; some kilobytes each */
const mostDevices = 20_000

/** Runs the alarm rules that the profile of a device has. */
export default defineNode({
  type: 'alarm/device-profile',
  title: 'Alarm rules of the profile',
  summary: 'Raises and clears alarms by the rules that the profile of the message’s device has.',
  help: `Every message goes on by *Success*, after the rules have seen the values it brings: telemetry, attributes and
activity. What becomes of an alarm is a message of its own, of type \`ALARM\`, with the metadata of the message that
made it so. Put the node before those that save: rules count what comes in, whether or not it is saved.

A condition that must hold for some time is also looked at every minute, so the alarm comes though the device has fallen
silent. Counters live in memory; *Keep the state over restarts* writes them to the database with each change. A message of
a device that does not exist ends here.`,
  icon: 'alarm',
  synonyms: ['device profile', 'alarm', 'rules', 'duration', 'repeating', 'schedule', 'severity', 'clear'],
  importsFrom: ['org.thingsboard.rule.engine.profile.TbDeviceProfileNode'],
  outputs: ['Alarm Created', 'Alarm Updated', 'Alarm Severity Updated', 'Alarm Cleared', 'Success'],
  customOutputs: true,

  config: {
    persistAlarmRulesState: field.flag({
      label: 'Keep the state over restarts',
      hint: 'How long conditions have held, and how often',
      default: false,
    }),
    fetchAlarmRulesStateOnStart: field.flag({
      label: 'Read it at the start',
      hint: 'Else with the next message of each device',
      default: false,
      showWhen: { field: 'persistAlarmRulesState', is: [true] },
    }),
  },
  configurationVersion: 1,
  versions: {
    1: (old) => (old.persistAlarmRulesState === false ? { ...old, fetchAlarmRulesStateOnStart: false } : old),
  },

  examples: [
    { title: 'Nothing is wrong', config: {}, data: { temperature: 21 }, goesTo: 'Success' },
    {
      title: 'A rule of the profile: above 50 degrees',
      config: {},
      data: { temperature: 60 },
      goesTo: ['Alarm Created', 'Success'],
    },
    {
      config: {},
      data: [21, 22],
      failsWith: 'The message is not an object of keys and values',
    },
  ],

  create(config, context): RunningNode<Output> {
    const rules = new AlarmRules(context, { ...config, mostDevices })
    return {
      handle: (message, emit) => rules.handle(message, emit),
      start: () => rules.start(),
      stop: () => rules.stop(),
      alarmRules: (deviceId) => rules.of(deviceId),
    }
  },
})
