import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
let base: string
let device: string
before(async () => {
  server = await testServer(await testStore())
  device = (await server.ask('POST', '/api/device', { name: 'T-1' })).json.id.id
  base = `/api/plugins/telemetry/DEVICE/${device}`
})
after(async () => {
  await server.close()
  await server.store.close()
})

const write = (body: unknown) => server.ask('POST', `${base}/timeseries/ANY`, body)
const read = async (query: string) => (await server.ask('GET', `${base}/values/timeseries?${query}`)).json

test('latest values are texts, and typed on wish', async () => {
  await write(
    '{"ts":1731000000000,"values":{"whole":23,"double":42.0,"text":"eco","number":"7","on":true,"json":{"a":[1,2.0]}}}',
  )
  const keys = 'keys=whole,double,text,number,on,json'
  const value = (all: Record<string, { value: unknown }[]>) =>
    Object.values(all).map((samples) => samples[0]?.value)
  assert.deepEqual(value(await read(keys)), ['23', '42.0', 'eco', '7', 'true', '{"a":[1,2.0]}'])
  const strict = await server.ask('GET', `${base}/values/timeseries?${keys}&useStrictDataTypes=true`)
  assert.match(strict.text, /"double":\[\{"ts":1731000000000,"value":42\.0\}\]/)
  assert.deepEqual(value(strict.json), [23, 42, 'eco', 7, true, { a: [1, 2] }])
})

test('a key without data is answered with null at this moment', async () => {
  assert.deepEqual(await read('keys=nope'), { nope: [{ ts: server.clock.now(), value: null }] })
})

test('a range begins at its start and ends before its end, newest first', async () => {
  await write([1, 2, 3].map((n) => ({ ts: 1000 * n, values: { r: n } })))
  assert.deepEqual(await read('keys=r&startTs=1000&endTs=3000'), {
    r: [
      { ts: 2000, value: '2' },
      { ts: 1000, value: '1' },
    ],
  })
  assert.deepEqual(await read('keys=r&startTs=1000&endTs=4000&orderBy=ASC&limit=1'), {
    r: [{ ts: 1000, value: '1' }],
  })
  assert.deepEqual(await read('startTs=1000&endTs=4000'), {})
})

test('buckets carry the time of their middle, the cut one too', async () => {
  await write([
    { ts: 10_000, values: { a: 10 } },
    { ts: 20_000, values: { a: 20 } },
    { ts: 70_000, values: { a: 40 } },
  ])
  assert.deepEqual(await read('keys=a&startTs=0&endTs=120000&interval=60000&agg=AVG&limit=1'), {
    a: [
      { ts: 30_000, value: '15.0' },
      { ts: 90_000, value: '40.0' },
    ],
  })
  assert.deepEqual(await read('keys=a&startTs=0&endTs=90000&interval=60000&agg=MAX'), {
    a: [
      { ts: 30_000, value: '20' },
      { ts: 75_000, value: '40' },
    ],
  })
})

test('weeks begin at midnight of the given time zone', async () => {
  // Monday 2024-03-25 00:00 in Berlin is 2024-03-24T23:00Z; six days later the clocks go forward.
  const monday = Date.UTC(2024, 2, 24, 23)
  const nextMonday = Date.UTC(2024, 2, 31, 22)
  await write([
    { ts: monday - 1, values: { w: 1 } },
    { ts: monday, values: { w: 2 } },
    { ts: nextMonday, values: { w: 4 } },
  ])
  const query = `keys=w&startTs=${monday - 1000}&endTs=${nextMonday + 1000}&agg=SUM&intervalType=WEEK_ISO&timeZone=Europe/Berlin`
  assert.deepEqual(await read(query), {
    w: [
      { ts: monday - 500, value: '1' },
      { ts: monday + (nextMonday - monday) / 2, value: '2' },
      { ts: nextMonday + 500, value: '4' },
    ],
  })
})

test('too many buckets are refused as plain text, unknown words as JSON', async () => {
  const many = await server.ask(
    'GET',
    `${base}/values/timeseries?keys=a&startTs=0&endTs=86400000&interval=1000&agg=AVG`,
  )
  assert.equal(many.status, 400)
  assert.match(many.text, /^Incorrect TsKvQuery\. Number of intervals is to high/)
  assert.equal((await read('keys=a&startTs=0&endTs=1&agg=FOO')).errorCode, 31)
})

test('samples that can’t be read are refused with a reason, and nothing of them is kept', async () => {
  const refused = async (body: unknown) => {
    const { status, text } = await write(body)
    assert.equal(status, 400)
    return text
  }
  assert.equal(await refused({}), 'No time series data found in request body!')
  assert.equal(await refused('{"a":'), 'Invalid JSON')
  assert.match(await refused({ a: null }), /^Unable to parse time series payload/)
  assert.equal(await refused({ ' ': 1 }), 'Key cannot be blank')
  assert.match(await refused([{ kept: 1 }, { b: null }]), /^Unable to parse/)
  assert.deepEqual((await read('keys=kept')).kept[0].value, null)
})

test('keys with the names of JavaScript’s own things are ordinary keys', async () => {
  const { status } = await write('{"__proto__":1,"constructor":2,"toString":3}')
  assert.equal(status, 200)
  const { text } = await server.ask('GET', `${base}/values/timeseries?keys=__proto__,constructor,toString`)
  assert.match(
    text,
    /"__proto__":\[\{"ts":\d+,"value":"1"\}\],"constructor":.*"value":"2".*"toString":.*"value":"3"/,
  )
  assert.match(JSON.stringify(await read('keys=hasOwnProperty')), /"value":null/)
})

test('deleting needs keys, and a range unless all is meant', async () => {
  await write({ ts: 5000, values: { gone: 1 } })
  const remove = (query: string) => server.ask('DELETE', `${base}/timeseries/delete?${query}`)
  assert.deepEqual(await remove('keys=').then(({ status, text }) => [status, text]), [400, 'Empty keys: []'])
  assert.equal((await remove('keys=gone')).status, 400)
  assert.equal((await remove('keys=gone&deleteAllDataForKeys=true')).status, 200)
  assert.equal((await read('keys=gone')).gone[0].value, null)
})

test('attributes are written by three paths and keep their JSON types', async () => {
  const post = (path: string, body: unknown) => server.ask('POST', path, body)
  await post(`${base}/attributes/SERVER_SCOPE`, { limit: 75, name: 'a', on: true, cfg: { x: 1 } })
  await post(`${base}/SHARED_SCOPE`, { target: 21 })
  assert.equal((await post(`/api/plugins/telemetry/${device}/SHARED_SCOPE`, { target: 22 })).status, 200)
  const rows = (await server.ask('GET', `${base}/values/attributes/SERVER_SCOPE?keys=limit,name,on,cfg,nope`))
    .json
  const values = Object.fromEntries(rows.map((row: { key: string; value: unknown }) => [row.key, row.value]))
  assert.deepEqual(values, { limit: 75, name: 'a', on: true, cfg: { x: 1 } })
  assert.deepEqual((await server.ask('GET', `${base}/keys/attributes/SHARED_SCOPE`)).json, ['target'])
})

test('a shared attribute that changed is pushed to the device', async () => {
  await server.ask('POST', `${base}/attributes/SHARED_SCOPE`, { fw: '2' })
  assert.deepEqual(server.devices.notified.at(-1), { deviceId: device, changed: { fw: 2 }, deleted: [] })
  await server.ask('DELETE', `${base}/SHARED_SCOPE?keys=fw`)
  assert.deepEqual(server.devices.notified.at(-1), { deviceId: device, changed: {}, deleted: ['fw'] })
})

test('errors of attributes are plain text where clients expect it, and JSON where they don’t', async () => {
  const post = async (scope: string, body: unknown) => {
    const { status, text, json } = await server.ask('POST', `${base}/attributes/${scope}`, body)
    return [status, json?.errorCode ?? text]
  }
  assert.deepEqual(await post('CLIENT_SCOPE', { a: 1 }), [400, 'Invalid scope: CLIENT_SCOPE'])
  assert.deepEqual(await post('FOO', { a: 1 }), [400, 31])
  assert.deepEqual(await post('SERVER_SCOPE', {}), [400, 'No attributes data found in request body!'])
  assert.deepEqual(await post('SERVER_SCOPE', '{"a":'), [400, 'Invalid JSON'])
  const nobody = '/api/plugins/telemetry/DEVICE/8f0c0000-0000-11ee-8000-000000000000/values/attributes'
  const missing = await server.ask('GET', nobody)
  assert.deepEqual([missing.status, missing.text], [404, "Device with requested id wasn't found!"])
})
