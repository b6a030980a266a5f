'use strict'
/**
 * Node-RED's side of the ingest bench, as people build it: a broker in the same process, MQTT in (QoS 1), JSON, a switch, and
 * a line per message appended to a file, which is not flushed. Speaks over IPC: {port} when it is ready; any message is
 * answered by {done, rss, cpu}.
 *
 * Nagle's algorithm is off on all sockets. Left on, as its MQTT client does by itself, each acknowledgement waits 40 ms.
 */
const { createServer, Socket } = require('node:net')
const { mkdtempSync, rmSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')
const { connect } = Socket.prototype
Socket.prototype.connect = function (...args) {
  this.setNoDelay(true)
  return connect.apply(this, args)
}
const { Aedes } = require('aedes')
const nodeRed = require('./embedded.cjs')

let done = 0

async function main() {
  const broker = await Aedes.createBroker()
  const server = createServer({ noDelay: true }, broker.handle)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-node-red-'))
  await nodeRed.start((add) => {
    add('bench-out', (_message, _send, finished) => {
      done++
      finished()
    })
  })
  const subscribed = new Promise((resolve) => broker.once('subscribe', resolve))
  await nodeRed.deploy(
    [
      { type: 'mqtt in', topic: 'v1/devices/me/telemetry', qos: '1', datatype: 'utf8', broker: 'broker', nl: false, rap: false, rh: 0, inputs: 0 },
      { type: 'json', property: 'payload', action: 'obj', pretty: false },
      { type: 'switch', property: 'topic', propertyType: 'msg', rules: [{ t: 'eq', v: 'v1/devices/me/telemetry', vt: 'str' }], checkall: 'true', repair: false, outputs: 1 },
      { type: 'file', filename: join(folder, 'values.jsonl'), filenameType: 'str', appendNewline: true, createDir: false, overwriteFile: 'false', encoding: 'none' },
      { type: 'bench-out' },
    ],
    [
      { id: 'broker', type: 'mqtt-broker', broker: '127.0.0.1', port: String(port), clientid: 'flows', autoConnect: true, usetls: false, protocolVersion: '4', keepalive: '60', cleansession: true, autoUnsubscribe: true },
    ],
  )
  await subscribed
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send({ done, rss: process.memoryUsage().rss, cpu: (user + system) / 1e6 })
  })
  process.on('disconnect', () => {
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  })
  process.send({ port })
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
