/**
 * `npm test`: installs the system parts that tests need where that is possible, builds the editor, runs the checks and
 * then every test. Closes with one line `N passed, N failed, N skipped`. Exits 1 when anything failed.
 */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { installSystemParts } from './support/system-parts.ts'

const root = join(fileURLToPath(import.meta.url), '../..')
process.chdir(root)

const patterns = process.argv.slice(2)
const isWhole = patterns.length === 0
if (isWhole) {
  for (const line of installSystemParts()) console.log(line)
  step('node', ['editor/build.ts'])
  step('npm', ['run', '--silent', 'check'])
}

const all = ['engine', 'nodes', 'editor/src', 'docs', 'test'].map((folder) => `${folder}/**/*.test.ts`)
const files = globSync(isWhole ? all : patterns).sort()
if (files.length === 0) {
  console.error(`No test files match ${patterns.join(' ')}`)
  process.exit(1)
}

/** minutes */
const longest = 25
const count = { passed: 0, failed: 0, skipped: 0 }
// A test that leaves something open is not waited for, and a run that stands still ends by itself, with names.
const events = run({ files, concurrency: 2, timeout: 600_000, forceExit: true })
const unfinished = new Set<string>()
events.on('test:dequeue', ({ name, nesting }) => nesting === 0 && unfinished.add(name))
events.on('test:complete', ({ name, nesting }) => nesting === 0 && unfinished.delete(name))
setTimeout(() => {
  console.error(
    `\nNot done after ${longest} minutes: ${[...unfinished].join(', ') || 'nothing that has a name'}`,
  )
  console.log(`\n${count.passed} passed, ${count.failed + 1} failed, ${count.skipped} skipped`)
  process.exit(1)
}, longest * 60_000).unref()
events.on('test:pass', ({ skip, details }) => {
  if (details.type === 'suite') return
  if (skip === undefined) count.passed++
  else count.skipped++
})
events.on('test:fail', ({ details }) => {
  if (details.type !== 'suite') count.failed++
})
events.compose(spec).pipe(process.stdout)
events.on('end', () => {
  process.on('exit', () => {
    console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
    process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0
  })
})

function step(command: string, args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
