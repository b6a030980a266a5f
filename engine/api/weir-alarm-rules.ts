/** “Why did nothing fire?”: each alarm rule of a device's profile with its present state. */
import { Type } from 'typebox'
import type { Caller } from '../access/caller.ts'
import { may } from '../access/permissions.ts'
import { compileRules, type OwnerValues } from '../alarm-rules/compile.ts'
import { DeviceRules } from '../alarm-rules/device-rules.ts'
import { explainRules } from '../alarm-rules/explain.ts'
import { knowStored } from '../alarm-rules/known-values.ts'
import { readAlarmRules } from '../alarm-rules/read.ts'
import { restoreState } from '../alarm-rules/state-json.ts'
import type { Alarm } from '../rules/alarms.ts'
import { stringifyJson } from '../rules/json.ts'
import { type JsonObject, type JsonValue, valueAt } from '../rules/values.ts'
import type { Device, DeviceProfile, Store } from '../store/store.ts'
import type { DeviceAlarmRules } from './contract-alarm-rules.ts'
import { deviceFor } from './devices.ts'
import { found } from './errors.ts'
import type { RunningAlarmRules } from './needs.ts'
import { type Api, type ApiParts, callerOf, routesOf } from './routes.ts'

const { needs } = routesOf('alarm-rules')

/** active alarms of a device that are looked at */
const mostAlarms = 1000

export function weirAlarmRuleRoutes(api: Api, parts: ApiParts): void {
  const { store } = parts
  api.get(
    '/api/weir/devices/:id/alarm-rules',
    {
      ...needs('DEVICE:READ_TELEMETRY'),
      schema: {
        tags: ['alarms'],
        summary: 'The alarm rules of a device’s profile and what each of them waits for',
        params: Type.Object({ id: Type.String() }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const device = await deviceFor(store, caller, request.params.id)
      const answer = await rulesOf(parts, caller, device)
      // Values keep their types on the way: 5.0 is not 5.
      return reply.type('application/json; charset=utf-8').send(stringifyJson(answer as never))
    },
  )
}

async function rulesOf(parts: ApiParts, caller: Caller, device: Device): Promise<DeviceAlarmRules> {
  const { store, rules, clock } = parts
  const profile = found(await store.profiles.get(device.profileId), 'The device has no profile any more')
  const { problems } = readAlarmRules(profile.profileData.alarms)
  const nodes = rules.alarmRules(device.id)
  const knowing = nodes.find((node) => node.rules !== null)
  const stored = knowing === undefined ? await fromStore(store, device, profile, nodes) : null
  const node = knowing ?? stored?.node ?? nodes[0]
  const about = (knowing?.rules ?? stored?.rules) as DeviceRules
  const now = clock.now()
  const owners = await ownersOf(store, device, about.rules.ownerKeys)
  const mayReadTenant = may(caller, 'RULE_CHAIN:READ')
  return {
    deviceId: device.id,
    profile: { id: profile.id, name: profile.name },
    at: now,
    isRun: node !== undefined,
    source: knowing !== undefined ? 'NODE' : stored?.isCounted ? 'STORE' : 'VALUES',
    node:
      node !== undefined && mayReadTenant
        ? { chainId: node.chainId, chainName: node.chainName, nodeId: node.nodeId, nodeName: node.nodeName }
        : null,
    lastValueAt: about.ts === 0 ? null : about.ts,
    problems: problems.map(({ path, message }) => `${message} (alarms${path})`),
    alarmTypes: explainRules(about, { now, owners, hidesTenant: !mayReadTenant }),
  }
}

/** What is known of a device that no node has met: its values, its alarms, and what a node wrote down of its counts. */
async function fromStore(
  store: Store,
  device: Device,
  profile: DeviceProfile,
  nodes: readonly RunningAlarmRules[],
): Promise<{ rules: DeviceRules; node: RunningAlarmRules | undefined; isCounted: boolean }> {
  const ref = { entityType: 'DEVICE', id: device.id }
  const rules = new DeviceRules(compileRules(readAlarmRules(profile.profileData.alarms).ruleSets))
  const { name, type, label, createdTime } = device
  rules.know(rules.rules.fields, { name, type, label, createdTime })
  const [alarms] = await Promise.all([activeAlarms(store, device.id), knowStored(ref, rules, store)])
  for (const ruleSet of rules.rules.ruleSets)
    rules.became(ruleSet, alarms.get(ruleSet.json.alarmType) ?? null)
  for (const node of nodes) {
    const state: JsonValue = await store.nodeState.read(node.nodeId, device.id)
    // What was counted under another profile counts for nothing.
    if (state === null || (valueAt(state, 'profileId') ?? profile.id) !== profile.id) continue
    restoreState(rules, state)
    return { rules, node, isCounted: true }
  }
  return { rules, node: undefined, isCounted: false }
}

async function activeAlarms(store: Store, deviceId: string): Promise<Map<string, Alarm>> {
  const link = { page: 0, pageSize: mostAlarms }
  const filter = { entities: [deviceId], isOwnOnly: true, cleared: false }
  const { data } = await store.alarms.list(link, filter)
  return new Map(data.map(({ alarm }) => [alarm.type, alarm]))
}

async function ownersOf(store: Store, device: Device, keys: readonly string[]): Promise<OwnerValues> {
  const read = (entityType: string, id: string | null): Promise<JsonObject> | JsonObject =>
    id === null || keys.length === 0 ? {} : store.attributes.read({ entityType, id }, 'SERVER_SCOPE', keys)
  const customer = await read('CUSTOMER', device.customerId)
  const tenant = await read('TENANT', store.tenantId)
  const at = (values: JsonObject, key: string) =>
    Object.hasOwn(values, key) ? (values[key] ?? undefined) : undefined
  return { customer: (key) => at(customer, key), tenant: (key) => at(tenant, key) }
}
