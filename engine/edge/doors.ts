import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { openAccess } from '../access/access.ts'
import { viewOf } from '../alarms/view.ts'
import { buildApi } from '../api/build.ts'
import type { NodeCatalogue } from '../api/needs.ts'
import { ConfigError } from '../config.ts'
import { openCoap } from '../transports/coap/server.ts'
import { registerDeviceApi } from '../transports/http/device-api.ts'
import { openMqtt } from '../transports/mqtt/server.ts'
import type { Core, Ground } from './core.ts'
import { EdgeDeviceView } from './device-view.ts'
import type { RulesView } from './rules-view.ts'
import { EdgeStatusView } from './status-view.ts'
import { Trials } from './trials.ts'

/** Opens all listeners. Answers the ports really bound: http, mqtt, coap, and mqtts where it is on. */
export async function openDoors(
  ground: Ground,
  core: Core,
  rules: RulesView,
  catalogue: NodeCatalogue,
): Promise<Record<string, number>> {
  const { config, clock, log, onClose } = ground
  const { host, httpPort, mqttPort, mqttsPort, coapPort } = config
  const { gate } = core
  const ports: Record<string, number> = {}

  const api = await openApi(ground, core, rules, catalogue, ports)
  onClose(() => core.calls.sendAway())
  await registerDeviceApi(api, gate, { clock, log })
  await bound('WEIR_HTTP_PORT', httpPort, api.listen({ host, port: httpPort }))
  ports.http = (api.server.address() as { port: number }).port

  const tls = mqttsPort !== null && config.tls !== null ? { tls: { port: mqttsPort, ...config.tls } } : {}
  const mqtt = await bound(
    'WEIR_MQTT_PORT',
    mqttPort,
    openMqtt({ host, port: mqttPort, gate, clock, log, ...tls }),
  )
  onClose(() => mqtt.close())
  ports.mqtt = mqtt.port

  const coap = await bound('WEIR_COAP_PORT', coapPort, openCoap({ host, port: coapPort, gate, clock, log }))
  onClose(() => coap.close())
  ports.coap = coap.port
  return ports
}

async function openApi(
  { config, store, clock, identity, log, onClose }: Ground,
  core: Core,
  rules: RulesView,
  catalogue: NodeCatalogue,
  ports: Readonly<Record<string, number>>,
): Promise<Awaited<ReturnType<typeof buildApi>>> {
  const { journal, inbox, ingress, sessions, refusals, identities, activity } = core
  const version = weirVersion()
  const { queues } = core
  const parts = {
    store,
    journal,
    queues,
    outbox: core.outbox,
    inbox,
    ingress,
    sessions,
    refusals,
    clock,
    ports,
  }
  const status = new EdgeStatusView({ name: hostname(), version, ...parts })
  onClose(() => status.close())
  const api = await buildApi({
    store,
    access: await openAccess({ store, clock, identity, log }),
    rules,
    devices: new EdgeDeviceView({ identities, sessions, activity, refusals }),
    deadLetters: core.deadLetters,
    queues: core.queues,
    events: core.events,
    calls: core.calls.view,
    calculatedFields: core.calculatedFields,
    scripts: core.scripts,
    catalogue,
    status,
    alarms: viewOf(core.alarms),
    trials: new Trials({ ...core, store, clock }),
    clock,
    identity,
    log,
    version,
    editorDir: fileURLToPath(new URL('../../editor/dist', import.meta.url)),
    flowsDir: fileURLToPath(new URL('../../flows', import.meta.url)),
    metricsToken: config.metricsToken,
  })
  onClose(() => api.close())
  return api
}

/** Says which variable names a port that can't be bound, and what to do. */
async function bound<T>(variable: string, port: number, opening: Promise<T>): Promise<T> {
  try {
    return await opening
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new ConfigError(
        `Port ${port} (${variable}) is taken by another program. Stop that one, or choose another port; 0 takes any free one`,
      )
    }
    if (code === 'EACCES') {
      throw new ConfigError(`Port ${port} (${variable}) may not be bound by this user. Choose one above 1023`)
    }
    throw error
  }
}

function weirVersion(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
