import { answered } from '../sdk/answered.ts'
import { aKind } from '../sdk/entity-types.ts'
import { defineNode, field, NodeFailure, timeOf } from '../sdk/index.ts'
import { RateLimit } from '../sdk/rate-limit.ts'

/** Says that a device is there, or gone, where the chain knows better than the transports. */
export default defineNode({
  type: 'persistence/device-state',
  title: 'Device state',
  summary: 'Registers that the message’s device connected, was active, disconnected or fell silent.',
  help: `For devices behind something else that talks for them. The time is metadata \`ts\`, else the message’s. A device can
have its state set once a second, 30 times a minute and 60 times an hour; what is more leaves by Rate limited.`,
  icon: 'plug-connected',
  synonyms: ['activity', 'connect', 'disconnect', 'online', 'offline', 'presence', 'active'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbDeviceStateNode'],
  outputs: ['Success', 'Rate limited'],
  line: 'event',

  config: {
    event: field.choice({
      label: 'Event',
      options: [
        { value: 'CONNECT_EVENT', label: 'Connected' },
        { value: 'ACTIVITY_EVENT', label: 'Was active' },
        { value: 'DISCONNECT_EVENT', label: 'Disconnected' },
        { value: 'INACTIVITY_EVENT', label: 'Fell silent' },
      ],
      default: 'ACTIVITY_EVENT',
    }),
  },

  examples: [
    { config: {}, data: { humidity: 58 }, goesTo: 'Success' },
    {
      title: 'The message says when it was',
      config: { event: 'DISCONNECT_EVENT' },
      data: {},
      metadata: { ts: '1700000000000' },
      goesTo: 'Success',
    },
  ],

  create({ event }, { deviceStates, clock }) {
    const states = answered(deviceStates, 'does not let chains set the state of devices')
    const limit = new RateLimit(clock, [
      { count: 1, seconds: 1 },
      { count: 30, seconds: 60 },
      { count: 60, seconds: 3600 },
    ])
    return (message, emit) => {
      const { entityType, id } = message.originator
      if (entityType !== 'DEVICE')
        throw new NodeFailure(`Only devices have such a state; this message is about ${aKind(entityType)}`)
      if (!limit.allows(id)) return emit('Rate limited', message)
      return states.record(id, event, timeOf(message)).then(() => emit('Success', message))
    }
  },
})
