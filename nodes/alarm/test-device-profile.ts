/** A boiler whose profile has alarm rules, for the tests of the node that runs them. */
import { Message, type MessageParts } from '../../engine/rules/message.ts'
import type { Needs } from '../../engine/rules/needs.ts'
import type { JsonValue } from '../../engine/rules/values.ts'
import { Bench, World } from '../sdk/play.ts'
import deviceProfile from './device-profile.ts'

export const device = { entityType: 'DEVICE', id: 'd1' }
export const nodeId = 'node'
export const persists = { persistAlarmRulesState: true, fetchAlarmRulesStateOnStart: false }

export let world: World
export let bench: Bench
let sent = 0

/** A device with its profile, and nothing sent yet. */
export function reset(): void {
  world = new World()
  world.devices.set('d1', {
    id: 'd1',
    name: 'Boiler',
    type: 'boiler',
    label: null,
    profileId: 'p1',
    customerId: 'c1',
  })
}

export async function open(config: object, ...alarms: object[]): Promise<void> {
  if (alarms.length > 0) world.profiles.set('d1', { alarms }, 'p1')
  bench = await Bench.open(deviceProfile, config, { world, node: { id: nodeId } })
  await bench.start()
}

/** Opens the node with other needs than the world's. */
export async function openWith(needs: Partial<Needs>, config: object = {}): Promise<void> {
  bench = await Bench.open(deviceProfile, config, { world, needs })
}

/** Sends values, a second after those before; what left the node is told in short. */
export async function send(data: JsonValue, parts: Partial<MessageParts> = {}): Promise<string[]> {
  const message = messageOf(data, parts)
  return told(await bench.sendMessage(message))
}

export function messageOf(data: JsonValue, parts: Partial<MessageParts> = {}): Message {
  const ts = world.time + ++sent * 1000
  return Message.of({
    id: `m${sent}`,
    ts,
    type: 'POST_TELEMETRY_REQUEST',
    originator: device,
    metadata: { deviceName: 'Boiler' },
    data,
    ...parts,
  })
}

export function told({ outputs, failed }: Awaited<ReturnType<Bench['sendMessage']>>): string[] {
  return failed === undefined ? outputs.map(({ output }) => output) : [`Failure: ${failed}`]
}

export const stored = () => [...world.alarms.stored.values()]
