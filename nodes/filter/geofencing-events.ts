import { answered } from '../sdk/answered.ts'
import { defineNode, field, InTurn, isObject, type JsonValue } from '../sdk/index.ts'
import { insideTest, perimeterFields, wrongPerimeter } from '../sdk/perimeter.ts'
import { milliseconds, unitChoice } from '../sdk/time-units.ts'

interface Presence {
  readonly inside: boolean
  /** epoch ms of the change to it; 0 when nothing is known yet */
  readonly stateSwitchTime: number
  /** that it lasted was told */
  readonly stayed: boolean
}

const unknown: Presence = { inside: false, stateSwitchTime: 0, stayed: false }

/** Tells when something comes into a perimeter, stays there, and goes. */
export default defineNode({
  type: 'filter/geofencing-events',
  title: 'Geofencing events',
  summary:
    'Tells when a device enters or leaves a perimeter, and when it stayed inside or outside for a while.',
  help: `The first message of a device is Entered or Left, then each change is. In between a message leaves by Inside or
Outside: each one, or once after the time below and by Success otherwise. Where a device was is kept beyond restarts. The
server’s time counts.`,
  icon: 'map-2',
  synonyms: ['gps', 'location', 'position', 'area', 'zone', 'entered', 'left', 'perimeter', 'geofence'],
  importsFrom: ['org.thingsboard.rule.engine.geo.TbGpsGeofencingActionNode'],
  outputs: ['Success', 'Entered', 'Left', 'Inside', 'Outside'],
  line: 'perimeterType',

  config: {
    ...perimeterFields,
    minInsideDuration: field.number({ label: 'Inside after', default: 1, min: 0, whole: true }),
    minInsideDurationTimeUnit: unitChoice('Unit of “inside after”'),
    minOutsideDuration: field.number({ label: 'Outside after', default: 1, min: 0, whole: true }),
    minOutsideDurationTimeUnit: unitChoice('Unit of “outside after”'),
    reportPresenceStatusOnEachMessage: field.flag({
      label: 'Tell of Inside and Outside with each message',
      default: true,
    }),
  },
  configurationVersion: 1,
  versions: { 1: (old) => ({ reportPresenceStatusOnEachMessage: false, ...old }) },
  check: wrongPerimeter,

  examples: [
    {
      title: 'The first message inside',
      config: {},
      data: { latitude: 5, longitude: 5 },
      metadata: { ss_perimeter: '[[0,0],[10,10]]' },
      goesTo: 'Entered',
    },
    {
      title: 'The first message outside',
      config: {},
      data: { latitude: 15, longitude: 5 },
      metadata: { ss_perimeter: '[[0,0],[10,10]]' },
      goesTo: 'Left',
    },
    {
      config: {},
      data: { latitude: 5, longitude: 5 },
      failsWith: 'Metadata “ss_perimeter” holds no perimeter',
    },
  ],

  create(config, { state, clock, node }) {
    const stored = answered(state, 'keeps no state of nodes')
    const isInside = insideTest(config)
    const insideAfter = milliseconds(config.minInsideDuration, config.minInsideDurationTimeUnit)
    const outsideAfter = milliseconds(config.minOutsideDuration, config.minOutsideDurationTimeUnit)
    const known = new Map<string, Presence>()
    const turns = new InTurn()

    /** What a message says, and what is known afterwards. */
    const step = (before: Presence, inside: boolean) => {
      const now = clock.now()
      if (before.stateSwitchTime === 0 || before.inside !== inside)
        return {
          output: inside ? 'Entered' : 'Left',
          after: { inside, stateSwitchTime: now, stayed: false },
        } as const
      const presence = inside ? 'Inside' : 'Outside'
      if (config.reportPresenceStatusOnEachMessage) return { output: presence, after: before } as const
      const lasts = now - before.stateSwitchTime > (inside ? insideAfter : outsideAfter)
      if (before.stayed || !lasts) return { output: 'Success', after: before } as const
      return { output: presence, after: { ...before, stayed: true } } as const
    }

    return (message, emit) => {
      const inside = isInside(message)
      const { id } = message.originator
      return turns.run(id, async () => {
        const before = known.get(id) ?? presenceOf(await stored.read(node.id, id))
        const { output, after } = step(before, inside)
        if (after !== before) await stored.save(node.id, id, { ...after })
        known.set(id, after)
        emit(output, message)
      })
    }
  },
})

function presenceOf(value: JsonValue): Presence {
  if (!isObject(value)) return unknown
  return {
    inside: value.inside === true,
    stateSwitchTime: Number(value.stateSwitchTime) || 0,
    stayed: value.stayed === true,
  }
}
