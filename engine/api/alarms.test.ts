import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type TestServer, testServer, testStore } from './test-server.ts'

let server: TestServer
let device: string
let admin: string
before(async () => {
  server = await testServer(await testStore())
  device = (await server.ask('POST', '/api/device', { name: 'T-1', label: 'Thermostat' })).json.id.id
  admin = (await server.ask('GET', '/api/auth/user')).json.id.id
})
after(async () => {
  await server.close()
  await server.store.close()
})

const originatorOf = (id: string) => ({ entityType: 'DEVICE', id })

async function raise(parts: object = {}) {
  const body = {
    type: `Hot ${randomUUID()}`,
    originator: originatorOf(device),
    severity: 'MAJOR',
    details: { t: 91 },
    ...parts,
  }
  const answer = await server.ask('POST', '/api/alarm', body)
  assert.equal(answer.status, 200, answer.text)
  return answer.json
}

async function customer() {
  const email = `${randomUUID()}@plant.example`
  const { id } = (await server.ask('POST', '/api/customer', { title: email })).json
  const user = (await server.ask('POST', '/api/user', { email, authority: 'CUSTOMER_USER', customerId: id }))
    .json
  const { password } = (await server.ask('POST', `/api/weir/users/${user.id.id}/password`, {})).json
  return { id: id.id as string, user: user.id.id as string, token: await server.login(email, password) }
}

test('an alarm is made, updated while it is active, and made anew after it was cleared', async () => {
  const body = {
    type: 'High temperature',
    originator: originatorOf(device),
    severity: 'MAJOR',
    details: { t: 91 },
  }
  const first = await raise(body)
  assert.deepEqual(
    { ...first, id: 0, createdTime: 0, startTs: 0, endTs: 0 },
    {
      id: 0,
      createdTime: 0,
      tenantId: { entityType: 'TENANT', id: server.store.tenantId },
      customerId: { entityType: 'CUSTOMER', id: '13814000-1dd2-11b2-8080-808080808080' },
      type: 'High temperature',
      originator: originatorOf(device),
      severity: 'MAJOR',
      acknowledged: false,
      cleared: false,
      assigneeId: null,
      startTs: 0,
      endTs: 0,
      ackTs: 0,
      clearTs: 0,
      assignTs: 0,
      details: { t: 91 },
      propagate: false,
      propagateToOwner: false,
      propagateToTenant: false,
      propagateRelationTypes: [],
      name: 'High temperature',
      status: 'ACTIVE_UNACK',
      originatorName: 'T-1',
      originatorLabel: 'Thermostat',
      originatorDisplayName: 'Thermostat',
      assignee: null,
    },
  )
  const second = await raise({ ...body, severity: 'CRITICAL' })
  assert.deepEqual([second.id, second.severity], [first.id, 'CRITICAL'])
  await server.ask('POST', `/api/alarm/${first.id.id}/clear`)
  assert.notDeepEqual((await raise(body)).id, first.id)
  const told = server.rules.announced.filter(({ entity }) => entity.id === device).map(({ type }) => type)
  assert.deepEqual(told.slice(-3), ['ENTITY_UPDATED', 'ALARM_CLEAR', 'ENTITY_CREATED'])
})

test('what can’t be an alarm is refused, in the cloud’s words', async () => {
  const refused = async (body: object, message: RegExp, status = 400) => {
    const answer = await server.ask('POST', '/api/alarm', body)
    assert.equal(answer.status, status, answer.text)
    assert.match(answer.json.message, message)
  }
  const body = { type: 'Hot', originator: originatorOf(device), severity: 'MAJOR' }
  await refused({ ...body, type: '' }, /^Alarm type should be specified!$/)
  await refused({ ...body, originator: null }, /^Alarm originator should be specified!$/)
  await refused({ ...body, severity: null }, /^Alarm severity should be specified!$/)
  await refused({ ...body, severity: 'HIGH' }, /HIGH/)
  await refused({ ...body, startTs: 9, endTs: 8 }, /start ts/)
  await refused({ ...body, customerId: { entityType: 'CUSTOMER', id: randomUUID() } }, /another customer/)
  await refused({ ...body, originator: originatorOf(randomUUID()) }, /is not found/, 404)
  await refused({ ...body, id: { entityType: 'ALARM', id: randomUUID() } }, /is not found/, 404)
  let deep: unknown = 1
  for (let level = 0; level < 600; level++) deep = [deep]
  await refused({ ...body, details: deep }, /nested/)
})

test('acknowledging, assigning and clearing happen once; the second time is an error', async () => {
  const { id } = await raise()
  const twice = async (method: string, path: string, status: object, message: string) => {
    const url = `/api/alarm/${id.id}/${path}`
    server.clock.pass(1)
    const first = await server.ask(method, url)
    assert.equal(first.status, 200, first.text)
    for (const [name, value] of Object.entries(status)) assert.deepEqual(first.json[name], value, name)
    const again = await server.ask(method, url)
    assert.deepEqual([again.status, again.json.errorCode, again.json.message], [400, 31, message])
    return first.json
  }
  const acknowledged = await twice(
    'POST',
    'ack',
    { status: 'ACTIVE_ACK', acknowledged: true, originatorName: 'T-1' },
    'Alarm was already acknowledged!',
  )
  assert.equal(acknowledged.ackTs, server.clock.now())
  await twice(
    'POST',
    `assign/${admin}`,
    { assigneeId: { entityType: 'USER', id: admin } },
    'Alarm was already assigned to this user!',
  )
  const info = (await server.ask('GET', `/api/alarm/info/${id.id}`)).json
  assert.deepEqual([info.assignee.id.id, info.assignee.email], [admin, 'ops@plant.example'])
  await twice('DELETE', 'assign', { assigneeId: null }, 'Alarm was already unassigned!')
  await twice('POST', 'clear', { status: 'CLEARED_ACK', cleared: true }, 'Alarm was already cleared!')
  const comments = (await server.ask('GET', `/api/alarm/${id.id}/comment?pageSize=10&page=0`)).json.data
  assert.deepEqual(
    comments.map(({ type, comment }: { type: string; comment: { subtype: string } }) => [
      type,
      comment.subtype,
    ]),
    [
      ['SYSTEM', 'ACKED_BY_USER'],
      ['SYSTEM', 'ASSIGNED_TO_USER'],
      ['SYSTEM', 'UNASSIGNED_BY_USER'],
      ['SYSTEM', 'CLEARED_BY_USER'],
    ],
  )
  assert.equal(comments[1].comment.assigneeId, admin)
  assert.equal(comments[0].comment.text, 'Alarm was acknowledged by user ops@plant.example')
})

test('a body may say that the alarm is acknowledged, cleared and somebody’s; by its id even a cleared one changes', async () => {
  const made = await raise({
    acknowledged: true,
    cleared: true,
    assigneeId: { entityType: 'USER', id: admin },
  })
  assert.deepEqual([made.status, made.assigneeId.id], ['CLEARED_ACK', admin])
  const changed = await raise({ ...made, severity: 'MINOR' })
  assert.deepEqual([changed.id, changed.severity, changed.status], [made.id, 'MINOR', 'CLEARED_ACK'])
  const moved = await server.ask('POST', '/api/alarm', { ...made, type: 'Other' })
  assert.equal(moved.status, 400)
})

test('a removed alarm is gone, and the chains hear of it', async () => {
  const { id } = await raise()
  assert.equal((await server.ask('DELETE', `/api/alarm/${id.id}`)).text, 'true')
  assert.equal(server.rules.announced.at(-1)?.type, 'ALARM_DELETE')
  const again = await server.ask('DELETE', `/api/alarm/${id.id}`)
  assert.deepEqual([again.status, again.json.errorCode], [404, 32])
  assert.equal((await server.ask('GET', '/api/alarm/garbage')).status, 400)
})

test('people comment, edit their own words, and take them back', async () => {
  const alarm = await raise()
  const url = `/api/alarm/${alarm.id.id}/comment`
  const made = (await server.ask('POST', url, { comment: { text: 'checked' }, type: 'SYSTEM' })).json
  assert.deepEqual(
    [made.type, made.comment, made.name, made.userId.id],
    ['OTHER', { text: 'checked' }, 'checked', admin],
  )
  const edited = (await server.ask('POST', url, { id: made.id, comment: { text: 'checked twice' } })).json
  assert.deepEqual(edited.comment, { text: 'checked twice', edited: 'true', editedOn: server.clock.now() })
  assert.deepEqual(edited.id, made.id)
  const refused = async (body: object, message: RegExp) => {
    const answer = await server.ask('POST', url, body)
    assert.equal(answer.status, 400)
    assert.match(answer.json.message, message)
  }
  await refused({ comment: { text: 'x'.repeat(10_001) } }, /length must be equal or less than 10000/)
  await refused({}, /should be specified/)
  await refused({ comment: 'text' }, /JSON object/)
  assert.equal((await server.ask('DELETE', `${url}/${made.id.id}`)).text, '')
  const [left] = (await server.ask('GET', `${url}?pageSize=5&page=0`)).json.data
  assert.deepEqual(
    [left.type, left.comment.subtype, left.email],
    ['SYSTEM', 'COMMENT_DELETED', 'ops@plant.example'],
  )
  assert.equal((await server.ask('DELETE', `${url}/${made.id.id}`)).status, 400)
  const types = server.rules.announced.slice(-3).map(({ type }) => type)
  assert.deepEqual(types, ['COMMENT_CREATED', 'COMMENT_UPDATED', 'COMMENT_UPDATED'])
})

test('lists hold what was asked for, in both versions, of all and of one entity', async () => {
  const own = (await server.ask('POST', '/api/device', { name: randomUUID() })).json.id.id
  const at = { originator: originatorOf(own) }
  const leak = await raise({ ...at, type: 'Leak', severity: 'MINOR' })
  const fire = await raise({ ...at, type: 'Fire', severity: 'CRITICAL' })
  await server.ask('POST', `/api/alarm/${leak.id.id}/ack`)
  await server.ask('POST', `/api/alarm/${fire.id.id}/clear`)
  const types = async (path: string) => {
    const answer = await server.ask('GET', `/api/${path}${path.includes('?') ? '&' : '?'}pageSize=50&page=0`)
    assert.equal(answer.status, 200, answer.text)
    return answer.json.data.map(({ type }: { type: string }) => type).sort()
  }
  const of = `alarm/DEVICE/${own}`
  assert.deepEqual(await types(of), ['Fire', 'Leak'])
  assert.deepEqual(await types(`${of}?searchStatus=ACTIVE`), ['Leak'])
  assert.deepEqual(await types(`${of}?searchStatus=UNACK`), ['Fire'])
  assert.deepEqual(await types(`${of}?status=CLEARED_UNACK`), ['Fire'])
  assert.deepEqual(await types(`${of}?textSearch=fir`), ['Fire'])
  assert.deepEqual(await types(`v2/${of}?statusList=ACTIVE,UNACK`), [])
  assert.deepEqual(await types(`v2/${of}?statusList=ACTIVE,CLEARED,ACK`), ['Leak'])
  assert.deepEqual(await types(`v2/${of}?statusList=ANY&severityList=CRITICAL,MAJOR`), ['Fire'])
  assert.deepEqual(await types(`v2/${of}?typeList=Leak`), ['Leak'])
  assert.deepEqual(await types(`v2/${of}?assigneeId=${admin}`), [])
  assert.deepEqual(await types(`${of}?startTime=${server.clock.now() + 1}`), [])
  assert.ok((await types('alarms?searchStatus=ACTIVE')).includes('Leak'))
  assert.ok((await types('v2/alarms?typeList=Fire')).includes('Fire'))
  assert.ok((await types('alarm/types')).includes('Fire'))

  const both = await server.ask('GET', `/api/${of}?searchStatus=ANY&status=ACTIVE_ACK&pageSize=1&page=0`)
  assert.deepEqual([both.status, both.json.errorCode], [400, 31])
  assert.equal((await server.ask('GET', '/api/v2/alarms?statusList=BAD&pageSize=1&page=0')).status, 400)
  assert.equal((await server.ask('GET', '/api/alarms')).status, 400)

  const highest = (query: string) => server.ask('GET', `/api/alarm/highestSeverity/DEVICE/${own}${query}`)
  assert.equal((await highest('')).json, 'CRITICAL')
  assert.equal((await highest('?searchStatus=ACTIVE')).json, 'MINOR')
  assert.equal((await highest('?status=CLEARED_ACK')).text, '')
})

test('a customer user has the alarms of own devices, and sees what is shown at the customer', async () => {
  const [mine, other] = [await customer(), await customer()]
  const device = (await server.ask('POST', '/api/device', { name: randomUUID() })).json.id.id
  await server.ask('POST', `/api/customer/${mine.id}/device/${device}`)
  const alarm = await raise({ originator: originatorOf(device) })
  const foreign = await raise()
  assert.equal(alarm.customerId.id, mine.id)
  const ask = (method: string, path: string, token: string, body?: unknown) =>
    server.ask(method, `/api/${path}`, body, token)
  for (const path of ['alarms', 'v2/alarms', `alarm/DEVICE/${device}`]) {
    const { json } = await ask('GET', `${path}?pageSize=9&page=0`, mine.token)
    assert.deepEqual(
      json.data.map(({ id }: { id: object }) => id),
      [alarm.id],
      path,
    )
    const others = await ask('GET', `${path}?pageSize=9&page=0`, other.token)
    if (path.includes(device)) assert.equal(others.status, 403)
    else assert.deepEqual(others.json.data, [])
  }
  assert.equal((await ask('GET', `alarm/${alarm.id.id}`, mine.token)).status, 200)
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/ack'],
    ['DELETE', ''],
    ['GET', '/comment?pageSize=1&page=0'],
  ] as const) {
    assert.equal((await ask(method, `alarm/${foreign.id.id}${path}`, mine.token)).status, 403, path)
  }
  const wrong = { type: 'x', originator: foreign.originator, severity: 'MAJOR' }
  assert.equal((await ask('POST', 'alarm', mine.token, wrong)).status, 403)
  assert.equal((await ask('POST', `alarm/${alarm.id.id}/ack`, mine.token)).status, 200)
  const comment = (
    await ask('POST', `alarm/${alarm.id.id}/comment`, mine.token, { comment: { text: 'mine' } })
  ).json
  const edit = await server.ask('POST', `/api/alarm/${alarm.id.id}/comment`, {
    id: comment.id,
    comment: { text: 'x' },
  })
  assert.deepEqual([edit.status, edit.json.errorCode], [403, 20])

  const assignable = (await ask('GET', `users/assign/${alarm.id.id}?pageSize=9&page=0`, mine.token)).json.data
  assert.deepEqual(
    assignable.map(({ id }: { id: { id: string } }) => id.id),
    [mine.user],
  )
  assert.equal((await ask('POST', `alarm/${alarm.id.id}/assign/${admin}`, mine.token)).status, 403)
  await ask('POST', `alarm/${alarm.id.id}/assign/${mine.user}`, mine.token)
  await server.ask('DELETE', `/api/user/${mine.user}`)
  for (let tries = 0; tries < 200; tries++) {
    const { json } = await server.ask('GET', `/api/alarm/${alarm.id.id}/comment?pageSize=9&page=0`)
    const texts = json.data.flatMap(({ comment }: { comment: { subtype: string; text: string } }) =>
      comment.subtype === 'UNASSIGNED_FROM_DELETED_USER' ? [comment.text] : [],
    )
    if (texts.length > 0) return assert.match(texts[0], /@plant.example was deleted$/)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  assert.fail('nobody was unassigned')
})

test('queries find alarms through entities, with their values, and count them', async () => {
  const own = (await server.ask('POST', '/api/device', { name: randomUUID() })).json.id.id
  const telemetry = `/api/plugins/telemetry/DEVICE/${own}/timeseries/ANY`
  await server.ask('POST', telemetry, { ts: 5000, values: { temp: 23.5 } })
  const alarm = await raise({ originator: originatorOf(own), type: 'Queried' })
  const query = {
    entityFilter: { type: 'singleEntity', singleEntity: originatorOf(own) },
    alarmFields: [{ type: 'ALARM_FIELD', key: 'severity' }],
    latestValues: [{ type: 'TIME_SERIES', key: 'temp' }],
    pageLink: {
      pageSize: 10,
      page: 0,
      timeWindow: 86_400_000,
      statusList: ['ACTIVE'],
      searchPropagatedAlarms: true,
      sortOrder: { key: { type: 'ALARM_FIELD', key: 'severity' }, direction: 'ASC' },
    },
  }
  const found = (await server.ask('POST', '/api/alarmsQuery/find', query)).json
  assert.deepEqual([found.totalElements, found.data[0].id.id], [1, alarm.id.id])
  assert.deepEqual(found.data[0].entityId, originatorOf(own))
  assert.deepEqual(found.data[0].latest, { TIME_SERIES: { temp: { ts: 5000, value: '23.5' } } })
  assert.equal(found.data[0].originatorDisplayName, found.data[0].originatorName)
  const count = (body: object) => server.ask('POST', '/api/alarmsQuery/count', body)
  const top = { entityFilter: query.entityFilter, statusList: ['ACTIVE'], searchPropagatedAlarms: true }
  assert.equal((await count(top)).json, 1)
  assert.equal((await count({ ...top, severityList: ['CRITICAL'] })).json, 0)
  assert.equal((await count({ ...top, keyFilters: [keyFilter(100)] })).json, 0)
  assert.equal((await count({ typeList: ['Queried'] })).json, 1)
  const none = { ...query, entityFilter: { type: 'singleEntity', singleEntity: originatorOf(randomUUID()) } }
  assert.deepEqual((await server.ask('POST', '/api/alarmsQuery/find', none)).json, {
    data: [],
    totalPages: 0,
    totalElements: 0,
    hasNext: false,
  })
  assert.equal((await server.ask('POST', '/api/alarmsQuery/find', {})).status, 400)
})

function keyFilter(above: number) {
  return {
    key: { type: 'TIME_SERIES', key: 'temp' },
    valueType: 'NUMERIC',
    predicate: { type: 'NUMERIC', operation: 'GREATER', value: { defaultValue: above } },
  }
}
