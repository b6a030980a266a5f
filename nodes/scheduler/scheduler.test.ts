// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Bench, World } from '../sdk/play.ts'
import { settled } from '../sdk/play-world.ts'
import scheduler from './scheduler.ts'

const minute = 60_000
/** 2023-11-14T22:13:20Z, where the bench's clock begins */
const start = 1_700_000_000_000
const everyMinute = { schedule: 'interval', every: 1, unit: 'MINUTES', data: '{"due": ${scheduledTs}}' }
const firstDue = 1_700_000_040_000

async function open(config: object, world = new World()): Promise<Bench> {
  const bench = await Bench.open(scheduler, config, { world })
  await bench.start()
  for (let round = 0; round < 20; round++) await settled()
  return bench
}

/** What left since the last look, as due time and missed runs. */
function dues(bench: Bench): (string | undefined)[] {
  return bench
    .taken()
    .map(({ message: { metadata } }) =>
      metadata.missedRuns === undefined
        ? metadata.scheduledTs
        : `${metadata.scheduledTs} for ${metadata.missedRuns}`,
    )
}

test('a run happens at its time, as a message of the tenant', async () => {
  const bench = await open({ ...everyMinute, metadata: { name: 'at ${scheduledTime}' } })
  await bench.world.pass(39_000)
  assert.deepEqual(bench.taken(), [])
  await bench.world.pass(1_000)
  const [left] = bench.taken()
  assert.equal(left?.output, 'Success')
  const { type, ts, originator, data, metadata } = left?.message ?? {}
  assert.deepEqual(
    { type, ts, originator, data, metadata: { ...metadata } },
    {
      type: 'SCHEDULER_EVENT',
      ts: firstDue,
      originator: { entityType: 'TENANT', id: bench.world.server.tenantId },
      data: { due: firstDue },
      metadata: {
        scheduledTs: String(firstDue),
        scheduledTime: '2023-11-14T22:14:00.000Z',
        name: 'at 2023-11-14T22:14:00.000Z',
      },
    },
  )
  await bench.world.pass(3 * minute)
  assert.equal(dues(bench).length, 3)
})

test('its next runs are known', async () => {
  const bench = await open(everyMinute)
  assert.deepEqual(bench.status(), { text: null, nextRun: firstDue })
  assert.deepEqual(bench.nextRuns(3), [firstDue, firstDue + minute, firstDue + 2 * minute])
  const over = await open({ schedule: 'dates', dates: ['2020-01-01'] })
  assert.deepEqual(over.status(), { text: 'No runs are left', nextRun: null })
})

test('a message by hand makes a run at once', async () => {
  const bench = await open(everyMinute)
  const { outputs } = await bench.send({ data: {} })
  assert.deepEqual(outputs[0]?.message.data, { due: start })
})

test('a journal that takes nothing holds the run up, and loses none', async () => {
  const bench = await open(everyMinute)
  bench.world.isQueueFull = true
  await bench.world.pass(45_000)
  assert.deepEqual(dues(bench), [])
  bench.world.isQueueFull = false
  await bench.world.pass(1_000)
  assert.deepEqual(dues(bench), [String(firstDue)])
})

describe('what was missed while Weir was down', () => {
  /** Runs a minute, is away for so long, and runs again. */
  async function afterAbsence(config: object, ms: number): Promise<(string | undefined)[]> {
    const world = new World()
    const before = await open({ ...everyMinute, ...config }, world)
    await world.pass(45_000)
    await before.stop()
    await world.pass(ms)
    const bench = await open({ ...everyMinute, ...config }, world)
    const made = dues(bench)
    await bench.stop()
    return made
  }
  const fifth = firstDue + 5 * minute

  test('is made up for by one run, the last', async () => {
    assert.deepEqual(await afterAbsence({}, 5 * minute), [`${fifth} for 5`])
  })

  test('is left alone when it is too long ago', async () => {
    const daily = { schedule: 'weekly', times: ['22:15'], timeZone: 'UTC' }
    assert.deepEqual(await afterAbsence(daily, 62 * minute), [])
    assert.equal((await afterAbsence(daily, 50 * minute)).length, 1)
  })

  test('is skipped', async () => {
    assert.deepEqual(await afterAbsence({ missed: 'skip' }, 5 * minute), [])
  })

  test('is made up for one by one, up to so many', async () => {
    assert.deepEqual(await afterAbsence({ missed: 'each', missedMost: 2 }, 5 * minute), [
      `${fifth - minute} for 1`,
      `${fifth} for 1`,
    ])
  })

  test('is nothing when nothing was due', async () => {
    assert.deepEqual(await afterAbsence({}, 5_000), [])
  })

  test('is nothing of a schedule that was changed', async () => {
    const world = new World()
    const before = await open(everyMinute, world)
    await world.pass(45_000)
    await before.stop()
    await world.pass(5 * minute)
    assert.deepEqual(dues(await open({ ...everyMinute, every: 2 }, world)), [])
  })
})

describe('a clock that is set', () => {
  test('forward makes up for what was passed over, once', async () => {
    const bench = await open(everyMinute)
    bench.world.setClock(start + 10 * minute)
    await bench.world.pass(30_000)
    assert.deepEqual(dues(bench), [`${firstDue + 9 * minute} for 10`])
    await bench.world.pass(minute)
    assert.equal(dues(bench).length, 1)
  })

  test('back by minutes runs nothing a second time', async () => {
    const bench = await open(everyMinute)
    await bench.world.pass(5 * minute)
    const done = dues(bench)
    assert.equal(done.length, 5)
    bench.world.setClock(bench.world.time - 3 * minute)
    await bench.world.pass(3 * minute)
    assert.deepEqual(dues(bench), [])
    await bench.world.pass(minute)
    assert.deepEqual(dues(bench), [String(firstDue + 5 * minute)])
  })

  test('by a few seconds each minute runs each run once', async () => {
    const bench = await open(everyMinute)
    for (let round = 0; round < 60; round++) {
      bench.world.setClock(bench.world.time + (round % 2 === 0 ? 5_000 : -5_000))
      await bench.world.pass(minute)
    }
    const done = dues(bench)
    assert.deepEqual([...new Set(done)], done)
    assert.equal(done.length, 60)
  })

  test('far back goes on from there, and makes up for nothing when it is right again', async () => {
    const world = new World()
    const before = await open(everyMinute, world)
    await world.pass(45_000)
    await before.stop()
    const right = world.time
    world.setClock(1_000_000)
    const bench = await open(everyMinute, world)
    dues(bench)
    await world.pass(2 * minute)
    assert.equal(dues(bench).length, 2)
    world.setClock(right + minute)
    await world.pass(30_000)
    assert.deepEqual(dues(bench), [`${firstDue + minute} for 1`])
  })
})

test('data that is no JSON, and a type that is empty, are told at once', () => {
  const check = (more: object) => scheduler.check?.({ ...defaults(), ...more } as never)
  assert.match(check({ data: '{"at": ${scheduledTime}}' }) ?? '', /no JSON.*need quotes/)
  assert.match(check({ messageType: ' ' }) ?? '', /type of the message/)
  assert.equal(check({ data: '{"at": "${scheduledTime}", "n": ${scheduledTs}}' }), undefined)
})

function defaults() {
  return Object.fromEntries(Object.entries(scheduler.config).map(([key, { default: value }]) => [key, value]))
}
