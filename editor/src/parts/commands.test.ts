import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressOf, commandFor, openWays } from './commands.ts'

const page = { hostname: '192.168.1.20', protocol: 'http:', port: '8080', origin: 'http://192.168.1.20:8080' }
const ports = { http: 8080, mqtt: 1883, coap: 5683 }

describe('commands for a first message', () => {
  it('carry the address, the port and the token of this very server', () => {
    const address = addressOf(page, ports)
    const mqtt = commandFor('mqtt', address, 'Kx3f9TqLm2Vd8WcR0aZs')
    assert.match(mqtt, /-h 192\.168\.1\.20 -p 1883/)
    assert.match(mqtt, /-u 'Kx3f9TqLm2Vd8WcR0aZs'/)
    assert.match(commandFor('http', address, 'T'), /'http:\/\/192\.168\.1\.20:8080\/api\/v1\/T\/telemetry'/)
    assert.match(commandFor('coap', address, 'T'), /coap:\/\/192\.168\.1\.20:5683\/api\/v1\/T\/telemetry/)
  })

  it('go to the server itself when the page comes from a development server', () => {
    const address = addressOf({ ...page, port: '5173', origin: 'http://192.168.1.20:5173' }, ports)
    assert.equal(address.origin, 'http://192.168.1.20:8080')
  })

  it('go through the proxy when the page came through one', () => {
    const behind = { hostname: 'weir.plant', protocol: 'https:', port: '', origin: 'https://weir.plant' }
    assert.equal(addressOf(behind, ports).origin, 'https://weir.plant')
  })

  it('are not offered for a listener that is off', () => {
    assert.deepEqual(openWays(addressOf(page, { http: 8080 })), ['http', 'code'])
  })

  it('stay one harmless word for the shell when the token is hostile', () => {
    const hostile = "a'; rm -rf ~; '"
    assert.match(commandFor('mqtt', addressOf(page, ports), hostile), /-u 'a'\\''; rm -rf ~; '\\'''/)
  })
})
