/** What every transport owes a device, whatever it speaks: one list of promises, one driver for each transport. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import * as coap from 'coap'
import { fastify } from 'fastify'
import mqtt from 'mqtt'
import { ManualClock } from '../../test/support/clock.ts'
import { JsonDouble } from '../rules/values.ts'
import { openCoap } from './coap/server.ts'
import { registerDeviceApi } from './http/device-api.ts'
import { openMqtt } from './mqtt/server.ts'
import { PretendGate, silentLog } from './test-gate.ts'

type Subject = 'telemetry' | 'attributes'

interface Driver {
  readonly name: string
  /** Opens the transport; `post` says whether the device was told that its payload is taken. */
  open(gate: PretendGate): Promise<{
    post(token: string, subject: Subject, payload: string): Promise<boolean>
    close(): Promise<unknown>
  }>
}

const http: Driver = {
  name: 'HTTP',
  async open(gate) {
    const app = fastify()
    registerDeviceApi(app, gate, { clock: new ManualClock(), log: silentLog })
    return {
      async post(token, subject, payload) {
        const answer = await app.inject({ method: 'POST', url: `/api/v1/${token}/${subject}`, payload })
        return answer.statusCode === 200
      },
      close: () => app.close(),
    }
  },
}

const overCoap: Driver = {
  name: 'CoAP',
  async open(gate) {
    const server = await openCoap({
      host: '127.0.0.1',
      port: 0,
      gate,
      clock: new ManualClock(),
      log: silentLog,
    })
    const agent = new coap.Agent()
    return {
      async post(token, subject, payload) {
        const pathname = `/api/v1/${token}/${subject}`
        const request = coap.request({
          host: '127.0.0.1',
          port: server.port,
          method: 'POST',
          pathname,
          agent,
        })
        request.end(payload)
        const [answer] = await once(request, 'response')
        return answer.code === '2.01'
      },
      async close() {
        agent.close()
        await server.close()
      },
    }
  },
}

const overMqtt: Driver = {
  name: 'MQTT',
  async open(gate) {
    const clock = new ManualClock()
    const server = await openMqtt({
      host: '127.0.0.1',
      port: 0,
      gate,
      clock,
      log: silentLog,
    })
    return {
      async post(username, subject, payload) {
        const url = `mqtt://127.0.0.1:${server.port}`
        const client = mqtt.connect(url, { username, protocolVersion: 5, reconnectPeriod: 0 })
        const isTaken = await new Promise<boolean>((resolve) => {
          client.on('connect', () => {
            client.publish(`v1/devices/me/${subject}`, payload, { qos: 1 }, (error) => resolve(!error))
          })
          client.on('error', () => resolve(false))
          client.on('close', () => resolve(false))
        })
        client.end(true)
        return isTaken
      },
      close() {
        const closing = server.close()
        // A refused login's socket stays half open until its time is over.
        clock.pass(60_000)
        return closing
      },
    }
  },
}

for (const driver of [http, overCoap, overMqtt]) {
  const promise = (
    what: string,
    keep: (gate: PretendGate, transport: Awaited<ReturnType<Driver['open']>>) => Promise<void>,
  ): void => {
    test(`${driver.name}: ${what}`, { timeout: 20_000 }, async (t) => {
      const gate = new PretendGate()
      gate.device('token-of-this-device')
      const transport = await driver.open(gate)
      t.after(() => transport.close())
      await keep(gate, transport)
    })
  }

  promise('what a device reports arrives with its types, and the device is told', async (gate, transport) => {
    assert.ok(await transport.post('token-of-this-device', 'telemetry', '{"a":1,"b":42.0,"c":"7"}'))
    assert.ok(await transport.post('token-of-this-device', 'attributes', '{"d":true}'))
    assert.deepEqual(
      gate.accepted.map(({ uploads }) => uploads.map(({ kind, values }) => ({ kind, values }))),
      [
        [{ kind: 'telemetry', values: { a: 1, b: new JsonDouble(42), c: 7 } }],
        [{ kind: 'attributes', values: { d: true } }],
      ],
    )
    assert.ok(gate.seen.length > 0)
  })

  promise('an empty array is acknowledged', async (_gate, transport) => {
    assert.ok(await transport.post('token-of-this-device', 'telemetry', '[]'))
  })

  promise('a stranger is refused', async (gate, transport) => {
    assert.equal(await transport.post('token-of-nobody', 'telemetry', '{"a":1}'), false)
    assert.equal(gate.accepted.length, 0)
  })

  promise(
    'a payload that can’t be read is refused, and shown on the tap without secrets',
    async (gate, transport) => {
      assert.equal(await transport.post('token-of-this-device', 'telemetry', '{"a":'), false)
      assert.equal(gate.refusals.length, 1)
      assert.equal(gate.refusals[0]?.device?.id, gate.devices.get('token-of-this-device')?.id)
      assert.match(gate.refusals[0]?.reason ?? '', /not JSON/)
      assert.doesNotMatch(gate.refusals[0]?.path ?? '', /token-of/)
    },
  )

  promise('nothing is acknowledged before it is on disk', async (gate, transport) => {
    gate.held = []
    let isTold = false
    const told = transport.post('token-of-this-device', 'telemetry', '{"a":1}').then((isTaken) => {
      isTold = true
      return isTaken
    })
    while (gate.held.length === 0) await turn()
    for (let turns = 0; turns < 20; turns++) await turn()
    assert.equal(isTold, false)
    gate.held[0]?.()
    assert.equal(await told, true)
  })

  promise('what the disk refused is not acknowledged', async (gate, transport) => {
    gate.failure = new Error('disk full')
    assert.equal(await transport.post('token-of-this-device', 'telemetry', '{"a":1}'), false)
  })
}
