import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, readConfig, variables } from './config.ts'

const read = (env: Record<string, string>) => readConfig(env, '/srv/weir').config

test('an empty environment gives the defaults that the design names', () => {
  const config = read({})
  assert.deepEqual(
    [config.dataDir, config.host, config.httpPort, config.mqttPort, config.mqttsPort, config.coapPort],
    ['/srv/weir/data', '0.0.0.0', 8080, 1883, null, 5683],
  )
  assert.equal(config.databaseUrl, undefined)
  assert.equal(config.memoryBudget, 32 * 1024 * 1024)
})

test('port 0 is any free port, also for TLS', () => {
  assert.equal(read({ WEIR_HTTP_PORT: '0' }).httpPort, 0)
  assert.throws(() => read({ WEIR_MQTTS_PORT: '0' }), /WEIR_TLS_CERT and WEIR_TLS_KEY are not/)
})

test('an error names the variable, the value and the mend, and all errors come at once', () => {
  assert.throws(
    () =>
      read({ WEIR_HTTP_PORT: '80801', WEIR_MQTT_PORT: 'mqtt', WEIR_LOG: 'loud', WEIR_DISK_BUDGET: 'lots' }),
    (error) => {
      assert.ok(error instanceof ConfigError)
      const lines = error.message.split('\n')
      assert.equal(lines.length, 4)
      assert.match(lines[0] ?? '', /WEIR_HTTP_PORT is “80801”, which is no port. Use a number from 0/)
      return true
    },
  )
})

test('a bad password or database address is refused without being repeated', () => {
  for (const env of [{ WEIR_ADMIN_PASSWORD: 'secret1' }, { WEIR_DATABASE_URL: 'mysql://u:secret1@h/d' }]) {
    assert.throws(
      () => read(env),
      (error) => error instanceof ConfigError && !error.message.includes('secret1'),
    )
  }
})

test('sizes take units', () => {
  assert.equal(read({ WEIR_DISK_BUDGET: '1.5 gb' }).diskBudget, 1.5 * 1024 ** 3)
  assert.throws(() => read({ WEIR_MEMORY_BUDGET: '12' }), /too little/)
})

test('a variable that has no effect yet is said, not ignored', () => {
  const { remarks } = readConfig({ WEIR_CLOUD_URL: 'grpc://cloud:7070' }, '/')
  assert.match(remarks.join(), /WEIR_CLOUD_URL is set, and this version of Weir does not use it yet/)
})

test('every variable has a meaning for the reference page', () => {
  assert.equal(new Set(variables.map((variable) => variable.name)).size, variables.length)
  assert.ok(variables.every((variable) => variable.meaning.length > 10))
})
