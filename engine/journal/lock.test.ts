import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { FaultyDisk } from './faults.ts'
import { realFiles } from './files.ts'
import { type Holder, type Processes, realProcesses, takeLock } from './lock.ts'

const folder = '/data/ingress'

function processes(pid: number, alive: readonly Holder[] = []): Processes {
  return {
    self: { pid, started: `start of ${pid}` },
    isAlive: (holder) => alive.some(({ pid, started }) => pid === holder.pid && started === holder.started),
  }
}

test('a living holder keeps the lock, and the error names it', async () => {
  const disk = new FaultyDisk()
  const first = processes(10)
  const unlock = await takeLock(disk.files, folder, first)
  const second = processes(11, [first.self])
  await assert.rejects(takeLock(disk.files, folder, second), {
    name: 'JournalInUse',
    message: /is open in the process 10\. Stop that one first/,
  })
  await unlock()
  await (await takeLock(disk.files, folder, second))()
})

test('the lock of a dead process is taken over', async () => {
  const disk = new FaultyDisk()
  await takeLock(disk.files, folder, processes(10))
  await takeLock(disk.files, folder, processes(11))
  assert.match(disk.content(`${folder}/lock`)?.toString() ?? '', /"pid":11/)
  assert.deepEqual(disk.list(folder), ['lock'])
})

test('a process with the number of the dead holder does not count as the holder', async () => {
  const disk = new FaultyDisk()
  await takeLock(disk.files, folder, processes(10))
  await takeLock(disk.files, folder, processes(11, [{ pid: 10, started: 'another start' }]))
})

test('a restarted container, where every process is number 1, takes its own lock over', async () => {
  const disk = new FaultyDisk()
  await takeLock(disk.files, folder, processes(1, [processes(1).self]))
  disk.cutPower(() => 0.1)
  disk.put(`${folder}/lock`, Buffer.from('{"pid":1,"started":null}'))
  await takeLock(disk.files, folder, processes(1, [{ pid: 1, started: null }]))
})

test('the same process cannot open a journal twice', async () => {
  const disk = new FaultyDisk()
  const { files } = disk
  await takeLock(files, folder, processes(1))
  await assert.rejects(takeLock(files, folder, processes(1)), { name: 'JournalInUse' })
})

test('an empty or torn lock file is taken over', async () => {
  for (const torn of ['', '{"pid":', '\0\0\0\0', '{"pid":-1}', 'null']) {
    const disk = new FaultyDisk()
    disk.put(`${folder}/lock`, Buffer.from(torn))
    await takeLock(disk.files, folder, processes(11))
  }
})

test('of many who come at the same moment exactly one gets the lock', async () => {
  for (const stale of [false, true]) {
    const disk = new FaultyDisk()
    const { files } = disk
    if (stale) disk.put(`${folder}/lock`, Buffer.from('{"pid":9,"started":null}'))
    const alive = Array.from({ length: 8 }, (_, i) => processes(20 + i).self)
    const answers = await Promise.allSettled(
      alive.map(({ pid }) => takeLock(files, folder, processes(pid, alive))),
    )
    const winners = answers.filter(({ status }) => status === 'fulfilled')
    assert.equal(winners.length, 1, stale ? 'stale' : 'fresh')
  }
})

test('a process that was killed leaves a lock that the next one takes over', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'weir-lock-'))
  t.after(() => rm(directory, { recursive: true }))
  const lock = join(import.meta.dirname, 'lock.ts')
  const files = join(import.meta.dirname, 'files.ts')
  const script = `
    const { takeLock } = await import(${JSON.stringify(lock)})
    const { realFiles } = await import(${JSON.stringify(files)})
    await takeLock(realFiles, ${JSON.stringify(directory)})
    console.log('locked')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await assert.rejects(takeLock(realFiles, directory, realProcesses), new RegExp(`the process ${child.pid}`))
  child.kill('SIGKILL')
  await once(child, 'exit')
  const unlock = await takeLock(realFiles, directory, realProcesses)
  await unlock()
})
