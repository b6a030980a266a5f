import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isObject, type JsonObject } from '../rules/values.ts'
import { attribute, device, latest, refOf, TestFields } from './test-world.ts'

const above = (staticValue: number | null, dynamicValueArgument: string | null = null, argument = 't') => ({
  argument,
  valueType: 'NUMERIC',
  predicates: [{ type: 'NUMERIC', operation: 'GREATER', value: { staticValue, dynamicValueArgument } }],
})
const when = (filters: object[], more: object = {}) => ({
  condition: { type: 'SIMPLE', expression: { type: 'SIMPLE', filters }, ...more },
})
const tbel = (expression: string, more: object = {}) => ({
  condition: { type: 'SIMPLE', expression: { type: 'TBEL', expression }, ...more },
})
const alarm = (
  createRules: object,
  clearRule: object | null = null,
  args: object = { t: latest('temperature') },
) => ({
  type: 'ALARM',
  arguments: args,
  createRules,
  clearRule,
})

let step = 0
/** A new value a moment later; the types of the messages that came of it. */
async function told(fields: TestFields, values: JsonObject, messageId?: string): Promise<string[]> {
  await fields.send(values, { ts: fields.now + ++step, ...(messageId !== undefined && { messageId }) })
  return fields.sent().map(({ type }) => type)
}

test('an alarm is raised, goes on, becomes more severe but never less, and is cleared', async () => {
  const fields = await TestFields.open()
  const rules = { CRITICAL: when([above(40)]), MAJOR: when([above(30)]) }
  await fields.add(alarm(rules, tbel('return t <= 20;')), { name: 'Hot' })
  assert.deepEqual(await told(fields, { temperature: 25 }), [])
  assert.deepEqual(await told(fields, { temperature: 35 }), ['ALARM_CREATED'])
  await fields.pass(10)
  assert.deepEqual(await told(fields, { temperature: 36 }), ['ALARM_UPDATED'])
  assert.deepEqual(await told(fields, { temperature: 41 }), ['ALARM_SEVERITY_UPDATED'])
  assert.deepEqual(await told(fields, { temperature: 35 }), [])
  assert.deepEqual(await told(fields, { temperature: 25 }), [])
  assert.equal((await fields.play.alarms.active(device, 'Hot'))?.severity, 'CRITICAL')
  assert.deepEqual(await told(fields, { temperature: 20 }), ['ALARM_CLEAR'])
  assert.equal(await fields.play.alarms.active(device, 'Hot'), null)
})

test('the message of an alarm has the alarm, what happened, and what was reached', async () => {
  const fields = await TestFields.open()
  const rule = {
    ...tbel('return t > 1;', { type: 'REPEATING', count: { staticValue: 2 } }),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how details name arguments
    alarmDetails: 'It is ${t} of ${t}, ${x}',
  }
  await fields.add(alarm({ WARNING: rule }), { name: 'Warm' })
  await fields.send({ temperature: 2 }, { ts: 10 })
  await fields.send({ temperature: 3.5 }, { ts: 20 })
  const [message] = fields.sent()
  assert.equal(message?.type, 'ALARM_CREATED')
  assert.deepEqual(message?.metadata, { isNewAlarm: 'true', alarmConditionRepeats: '2' })
  const body = message?.data
  assert.ok(isObject(body ?? null))
  const { type, severity, startTs, details, originator, status } = body as JsonObject
  assert.deepEqual(
    { type, severity, startTs, details, originator, status },
    {
      type: 'Warm',
      severity: 'WARNING',
      startTs: 20,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what is no argument stays as it is written
      details: { data: 'It is 3.5 of 3.5, ${x}' },
      originator: device,
      status: 'ACTIVE_UNACK',
    },
  )
})

test('thresholds can be arguments, and filters be joined by or', async () => {
  const fields = await TestFields.open()
  fields.setAttribute(device, 'SHARED_SCOPE', 'limit', 50)
  const args = {
    t: latest('temperature'),
    l: attribute('limit', 'SHARED_SCOPE'),
    h: latest('humidity', { defaultValue: '0' }),
  }
  const expression = { type: 'SIMPLE', filters: [above(null, 'l'), above(90, null, 'h')], operation: 'OR' }
  await fields.add(alarm({ MAJOR: { condition: { type: 'SIMPLE', expression } } }, null, args))
  assert.deepEqual(await told(fields, { temperature: 45 }), [])
  assert.deepEqual(await told(fields, { humidity: 95 }), ['ALARM_CREATED'])
  await fields.attribute({ limit: 40 }, device, 'SHARED_SCOPE')
  await fields.pass(5)
  fields.forget()
  assert.deepEqual(await told(fields, { humidity: 10 }), ['ALARM_UPDATED'])
})

test('a repeated condition counts events in a row, and begins anew after a break', async () => {
  const fields = await TestFields.open()
  await fields.add(alarm({ MAJOR: tbel('return t > 30;', { type: 'REPEATING', count: { staticValue: 3 } }) }))
  assert.deepEqual(await told(fields, { temperature: 31 }), [])
  assert.deepEqual(await told(fields, { temperature: 31 }), [])
  assert.deepEqual(await told(fields, { temperature: 1 }), [])
  assert.deepEqual(await told(fields, { temperature: 31 }), [])
  assert.deepEqual(await told(fields, { temperature: 31 }), [])
  assert.deepEqual(await told(fields, { temperature: 31 }), ['ALARM_CREATED'])
})

test('counts outlive a restart, and a message that comes again after a crash counts once', async () => {
  const fields = await TestFields.open()
  await fields.add(alarm({ MAJOR: tbel('return t > 30;', { type: 'REPEATING', count: { staticValue: 3 } }) }))
  await told(fields, { temperature: 31 }, 'm1')
  await told(fields, { temperature: 31 }, 'm2')
  await fields.crash()
  assert.deepEqual(await told(fields, { temperature: 31 }, 'm2'), [])
  assert.deepEqual(await told(fields, { temperature: 31 }, 'm3'), ['ALARM_CREATED'])
  await fields.crash()
  // The alarm was raised, but its message may have been lost in the crash.
  assert.deepEqual(await told(fields, { temperature: 31 }, 'm3'), ['ALARM_CREATED'])
})

test('a condition that has to hold for a while is told of when the time is over, without a value', async () => {
  const fields = await TestFields.open()
  const lasting = { type: 'DURATION', unit: 'MINUTES', value: { staticValue: 5 } }
  await fields.add(alarm({ MAJOR: tbel('return t > 30;', lasting) }, tbel('return t < 30;', lasting)))
  await fields.send({ temperature: 31 })
  await fields.pass(299_999)
  assert.deepEqual(fields.sent(), [])
  await fields.pass(1)
  const [message] = fields.sent()
  assert.equal(message?.type, 'ALARM_CREATED')
  assert.equal(message?.metadata.alarmConditionDuration, '300000')
  await fields.send({ temperature: 29 })
  await fields.pass(300_000)
  assert.deepEqual(
    fields.sent().map(({ type }) => type),
    ['ALARM_CLEAR'],
  )
})

test('a duration that began goes on over a restart', async () => {
  const fields = await TestFields.open()
  const lasting = { type: 'DURATION', unit: 'SECONDS', value: { staticValue: 100 } }
  await fields.add(alarm({ MAJOR: tbel('return t > 30;', lasting) }))
  await fields.send({ temperature: 31 })
  await fields.pass(60_000)
  await fields.restart()
  await fields.pass(39_000)
  assert.deepEqual(fields.sent(), [])
  await fields.pass(1_000)
  assert.deepEqual(
    fields.sent().map(({ type }) => type),
    ['ALARM_CREATED'],
  )
})

test('a device that is silent for too long raises an alarm, and clears it when it is back', async () => {
  const fields = await TestFields.open()
  const silence = {
    argument: 't',
    valueType: 'NUMERIC',
    predicates: [{ type: 'NO_DATA', unit: 'MINUTES', duration: { staticValue: 10 } }],
  }
  await fields.add(alarm({ CRITICAL: when([silence]) }, tbel('return true;')), { name: 'Silent' })
  await fields.send({ temperature: 1 })
  await fields.pass(300_000)
  await fields.send({ temperature: 2 })
  await fields.pass(599_000)
  assert.deepEqual(fields.sent(), [])
  await fields.restart()
  await fields.pass(1_000)
  assert.deepEqual(
    fields.sent().map(({ type }) => type),
    ['ALARM_CREATED'],
  )
  await fields.pass(60_000)
  assert.deepEqual(fields.sent(), [])
  await fields.send({ temperature: 3 })
  assert.deepEqual(
    fields.sent().map(({ type }) => type),
    ['ALARM_CLEAR'],
  )
})

test('times of silence that move on are not saved each time', async () => {
  const fields = await TestFields.open()
  const silence = {
    argument: 't',
    valueType: 'NUMERIC',
    predicates: [{ type: 'NO_DATA', unit: 'HOURS', duration: { staticValue: 1 } }],
  }
  await fields.add(alarm({ CRITICAL: when([silence]) }))
  await fields.send({ temperature: 1 })
  const { saves } = fields.store
  for (let i = 0; i < 20; i++) {
    await fields.pass(1000)
    await fields.send({ temperature: i })
  }
  assert.equal(fields.store.saves, saves)
})

test('a rule counts in its schedule only; when that begins, the alarm is raised without a value', async () => {
  const fields = await TestFields.open()
  // The bench begins on Tuesday, 14 November 2023, 22:13:20 in UTC.
  const schedule = {
    staticValue: { type: 'SPECIFIC_TIME', timezone: 'UTC', daysOfWeek: [3], startsOn: 0, endsOn: 3_600_000 },
  }
  await fields.add(alarm({ MAJOR: tbel('return t > 30;', { schedule }) }, tbel('return t < 30;')))
  assert.deepEqual(await told(fields, { temperature: 31 }), [])
  await fields.pass(100 * 60_000)
  assert.deepEqual(fields.sent(), [])
  await fields.pass(10 * 60_000)
  assert.deepEqual(
    fields.sent().map(({ type }) => type),
    ['ALARM_CREATED'],
  )
})

test('when a person clears the alarm, its rules begin anew', async () => {
  const fields = await TestFields.open()
  await fields.add(
    alarm({ MAJOR: tbel('return t > 30;', { type: 'REPEATING', count: { staticValue: 2 } }) }),
    { name: 'Hot' },
  )
  await told(fields, { temperature: 31 })
  assert.deepEqual(await told(fields, { temperature: 31 }), ['ALARM_CREATED'])
  const active = await fields.play.alarms.active(device, 'Hot')
  await fields.play.alarms.clear(active?.id ?? '', fields.now, null)
  await fields.pass(10_000)
  fields.forget()
  assert.deepEqual(await told(fields, { temperature: 31 }), [])
  assert.deepEqual(await told(fields, { temperature: 31 }), ['ALARM_CREATED'])
})

test('a script that gives no yes or no is an error with the field', async () => {
  const fields = await TestFields.open()
  const field = await fields.add(alarm({ MAJOR: tbel('return t + 1;') }))
  await fields.send({ temperature: 1 })
  assert.match(fields.error(field) ?? '', /non-boolean value: '2'/)
})

test('what can’t be an alarm rule is refused with the place', async () => {
  const { runner } = await TestFields.open()
  const wrong = (configuration: object) =>
    runner.check({ type: 'ALARM', name: 'x', entity: device, configuration: configuration as never })
  assert.equal(wrong(alarm({ MAJOR: tbel('return true;') })), null)
  assert.match(wrong(alarm({})) ?? '', /createRules must not be empty/)
  assert.match(
    wrong(alarm({ WORST: tbel('return true;') })) ?? '',
    /createRules\.WORST: “WORST” is no severity/,
  )
  assert.match(wrong(alarm({ MAJOR: when([above(1, null, 'u')]) })) ?? '', /There is no argument “u”/)
  assert.match(wrong(alarm({ MAJOR: tbel('return (;') })) ?? '', /can’t be compiled/)
  assert.match(wrong(alarm({ MAJOR: when([]) })) ?? '', /needs a filter at least/)
})

test('a change names the place of the message where the message is of the entity itself', async () => {
  const fields = await TestFields.open()
  const place = { journal: 'j', position: 7, isReplay: false }
  const other = refOf('DEVICE', 'd2')
  await fields.add(alarm({ MAJOR: when([above(30)]) }), { name: 'Own' })
  await fields.add(
    alarm({ MAJOR: when([above(30)]) }, null, { t: latest('temperature', { refEntityId: other }) }),
    { name: 'Of another' },
  )
  const cause = { messageId: 'm1', flight: 3, place }
  await fields.send({ temperature: 31 }, cause)
  await fields.send({ temperature: 32 }, { ...cause, entity: other })
  const causes = fields.play.deeds.flatMap((deed) => ('alarm' in deed ? [deed.cause] : []))
  assert.deepEqual(
    causes.map((each) => [each?.rule, each?.messageId, each?.flight, each?.place]),
    [
      ['Own', 'm1', 3, place],
      // Messages of several devices come in an order of their own: a later place says nothing of an earlier one.
      ['Of another', 'm1', 3, undefined],
    ],
  )
})
