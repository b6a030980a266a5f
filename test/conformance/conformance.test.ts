import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { casesFolder, runners } from './runners.ts'

for (const [name, { cases }] of Object.entries(runners)) {
  const isAbsent = !existsSync(`${casesFolder()}/${cases}`)
  test(`the ${name} cases pass`, {
    skip: isAbsent && `the folder of cases is absent (${casesFolder()})`,
    timeout: 240_000,
  }, (t) => {
    const run = fileURLToPath(new URL('./run.ts', import.meta.url))
    const { status, stdout, stderr } = spawnSync(process.execPath, [run, name], { encoding: 'utf8' })
    const closing = stdout.trim().split('\n').at(-1) ?? ''
    t.diagnostic(closing)
    assert.equal(status, 0, `${stdout.slice(-3000)}${stderr.slice(-1000)}`)
    assert.match(closing, /^[1-9]\d* passed, 0 failed/)
  })
}
