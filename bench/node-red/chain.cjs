'use strict'
/**
 * Node-RED's side of the chain bench: its own runtime in process, fed without a network. Speaks over IPC:
 * {flow: 'plain' | 'script', count} → {ms, latency} per round; closes when the parent does.
 */
const nodeRed = require('./embedded.cjs')

/** node by node the flow of bench/chain/weir.ts: by type, by temperature, set a key, and the script before the end */
const flowNodes = {
  plain: ['type switch', 'switch', 'change'],
  script: ['type switch', 'switch', 'change', 'function'],
}

const configurations = {
  'type switch': {
    type: 'switch',
    property: 'topic',
    propertyType: 'msg',
    rules: [{ t: 'eq', v: 'POST_TELEMETRY_REQUEST', vt: 'str' }, { t: 'else' }],
    checkall: 'false',
    repair: false,
    outputs: 2,
  },
  switch: {
    property: 'payload.temperature',
    propertyType: 'msg',
    rules: [{ t: 'gt', v: '20', vt: 'num' }],
    checkall: 'true',
    repair: false,
    outputs: 1,
  },
  change: {
    rules: [{ t: 'set', p: 'payload.site', pt: 'msg', to: 'plant-1', tot: 'str' }],
    action: '',
    property: '',
    from: '',
    to: '',
    reg: false,
  },
  function: {
    func: 'msg.payload.fahrenheit = msg.payload.temperature * 9 / 5 + 32;\nreturn msg;',
    outputs: 1,
    timeout: 0,
    noerr: 0,
    initialize: '',
    finalize: '',
    libs: [],
  },
}

const deviceIds = Array.from({ length: 100 }, (_, n) => `dev-${n}`)
let arrived = () => {}

/** Closed loop: `window` messages on their way, the next one when one arrives. */
function round(source, count, window) {
  return new Promise((resolve) => {
    let sent = 0
    let got = 0
    const latencies = []
    const begun = performance.now()
    const next = () => {
      const n = sent++
      const payload = { deviceId: deviceIds[n % 100], temperature: 21 + (n % 10), humidity: 40 + (n % 7), ts: 1700000000000 + n }
      source.receive({ topic: 'POST_TELEMETRY_REQUEST', payload, begun: n % 64 === 0 ? performance.now() : 0 })
    }
    arrived = (message) => {
      got++
      if (message.begun !== 0) latencies.push(performance.now() - message.begun)
      if (got === count) {
        const ms = performance.now() - begun
        latencies.sort((a, b) => a - b)
        const at = (share) => latencies[Math.floor(latencies.length * share)]
        resolve({ ms, p50: at(0.5), p99: at(0.99) })
      } else if (sent < count) next()
    }
    for (let i = 0; i < window; i++) next()
  })
}

async function main() {
  await nodeRed.start((add) => {
    add('bench-in', (message, send, done) => {
      send(message)
      done()
    })
    add('bench-out', (message, _send, done) => {
      arrived(message)
      done()
    })
  })
  let deployed = ''
  let source
  process.on('message', async ({ flow, count, window }) => {
    if (flow !== deployed) {
      const types = ['bench-in', ...flowNodes[flow], 'bench-out']
      await nodeRed.deploy(types.map((type) => ({ type, ...configurations[type] })))
      source = nodeRed.nodeOf('n0')
      deployed = flow
    }
    const result = await round(source, count, window)
    process.send({ ...result, rss: process.memoryUsage().rss, version: await nodeRed.version() })
  })
  process.on('disconnect', () => process.exit(0))
  process.send({ ready: true })
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
