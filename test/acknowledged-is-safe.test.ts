import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { LoadResult } from '../bench/load/mqtt.ts'
import { seeded } from './support/random.ts'
import { checkStoredSet } from './support/stored-set.ts'
import { eventually, removeFolder, WeirProcess } from './support/weir.ts'

const kills = Number(process.env.WEIR_KILLS ?? 30)
const connections = 8

test(`nothing acknowledged is lost, doubled or out of order over ${kills} kills at random points under load`, {
  timeout: 600_000,
}, async (t) => {
  const seed = Number(process.env.WEIR_SEED ?? Date.now() % 1_000_000)
  t.diagnostic(`seed ${seed}`)
  const random = seeded(seed)
  const dataDir = await mkdtemp(join(tmpdir(), 'weir-kill-'))
  let weir = await WeirProcess.start({ dataDir })
  const env = { WEIR_MQTT_PORT: String(weir.ports.mqtt), WEIR_HTTP_PORT: String(weir.ports.http) }
  const tokens = Array.from({ length: connections }, (_, index) => `kill-${index}`)
  const devices: string[] = []
  for (const token of tokens) devices.push(await weir.createDevice(token, token))

  const tsBase = Date.now() - 86_400_000
  const ackedFile = join(dataDir, 'acked.txt')
  const load = fork(fileURLToPath(new URL('../bench/load/apart.ts', import.meta.url)), { silent: true })
  // In this order: the folder of a server that still writes can't be removed, and what failed here once kept both
  // processes, and with them the whole test run, alive for ever.
  t.after(async () => {
    load.kill()
    await weir.stop('SIGKILL')
    await removeFolder(dataDir)
  })
  const finished = new Promise<{ result: LoadResult } | { error: string }>((resolve) =>
    load.once('message', resolve as never),
  )
  const rate = 2000
  // Far longer than the kills take; it is ended when they are through.
  load.send({
    port: weir.ports.mqtt,
    tokens,
    window: 20,
    seconds: 3600,
    rate,
    explicitTs: true,
    tsBase,
    ackedFile,
    reconnect: true,
  })

  for (let kill = 0; kill < kills; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 30 + random() * 1200))
    await weir.stop('SIGKILL')
    weir = await WeirProcess.start({ dataDir, env })
  }
  await new Promise((resolve) => setTimeout(resolve, 500))
  load.send({ stop: true })
  const outcome = await finished
  assert.ok('result' in outcome, JSON.stringify(outcome))

  await eventually(
    async () =>
      (await weir.api<{ journal: { backlog: number } }>('GET', '/api/weir/status')).journal.backlog === 0,
    'working off the backlog',
    60_000,
  )
  const check = await checkStoredSet(weir, devices, ackedFile, tsBase)
  t.diagnostic(`${check.acked} acknowledged, ${check.stored} stored, ${outcome.result.reconnects} reconnects`)
  assert.ok(
    check.acked > kills * 20,
    `only ${check.acked} messages were acknowledged: too few to show anything`,
  )
  assert.deepEqual(check.problems, [])
})
