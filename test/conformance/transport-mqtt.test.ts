import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openMqttAlone } from './mqtt-alone.ts'
import { readConnectSentence, readExpectation, readPublishSentence } from './mqtt-sentences.ts'
import { runMqttCases, type TransportCase } from './transport-mqtt.ts'

const folder = process.env.WEIR_CONFORMANCE ?? join(import.meta.dirname, '../../../shared/conformance')
const file = join(folder, 'transport.json')

test('the MQTT cases hold for the transport alone', {
  skip: !existsSync(file) && `no ${file}`,
}, async (t) => {
  const target = await openMqttAlone()
  try {
    const results = await runMqttCases(JSON.parse(readFileSync(file, 'utf8')) as TransportCase[], target)
    for (const { id, outcome, detail } of results) {
      if (outcome !== 'passed') t.diagnostic(`${outcome}: ${id} (${detail})`)
    }
    const passed = results.filter(({ outcome }) => outcome === 'passed').length
    t.diagnostic(`${passed} passed of ${results.length}`)
    assert.deepEqual(
      results.filter(({ outcome }) => outcome === 'failed' || outcome === 'unread'),
      [],
    )
    assert.ok(passed > 0)
  } finally {
    await target.close()
  }
})

test('a case whose answer differs fails', async () => {
  const target = await openMqttAlone()
  try {
    const given = 'MQTT 5 session logged in with userName=T'
    const send = 'PUBLISH QoS1 unknown/topic {"a":1}'
    const wrong = { id: 'X-1', transport: 'mqtt', given, send, expect: 'PUBACK 0x00; stays open' }
    const [result] = await runMqttCases([wrong], target)
    assert.equal(result?.outcome, 'failed')
    assert.match(result?.detail ?? '', /puback 144 instead of 0/)
  } finally {
    await target.close()
  }
})

test('sentences are read, and what is not understood is said to be so', () => {
  assert.deepEqual(readConnectSentence('CONNECT c/u/bad'), {
    versions: [4, 5],
    clientId: 'c',
    userName: 'u',
    password: 'bad',
    clean: true,
  })
  assert.deepEqual(readPublishSentence('PUBLISH QoS0 v2/t [{"a":1}]'), {
    qos: 0,
    topic: 'v2/t',
    payload: '[{"a":1}]',
  })
  assert.deepEqual(readExpectation('v3 CONNACK 5; v5 0x86', 5), [
    { kind: 'connack', code: 0x86, sessionPresent: null },
  ])
  assert.deepEqual(readExpectation('SUBACK 0x8F (v3: 0x80)', 4), [{ kind: 'suback', code: 0x80 }])
  assert.deepEqual(readExpectation('PUBACK; a=1 stored', 4), [
    { kind: 'puback', code: 0 },
    { kind: 'value', key: 'a', value: '1' },
  ])
  assert.equal(readExpectation('the moon rises', 4), null)
})
