/**
 * `npm run conformance -- NAME [id …]`: runs the cases of ../shared/conformance (or of the folder in WEIR_CONFORMANCE)
 * against this code. Prints every failing id and closes with `N passed, N failed`. Where the folder is absent it says so
 * and ends well: the cases are not part of this repository.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { casesFolder, runners } from './runners.ts'

const [name = '', ...args] = process.argv.slice(2)
const runner = Object.hasOwn(runners, name) ? runners[name] : undefined
if (runner === undefined) {
  console.error(`Which cases? One of: ${Object.keys(runners).join(', ')}`)
  process.exit(2)
}
const cases = `${casesFolder()}/${runner.cases}`
if (!existsSync(cases)) {
  console.log(
    `Skipped: there is no ${runner.cases} in ${casesFolder()} (WEIR_CONFORMANCE names another folder)`,
  )
  console.log('0 passed, 0 failed')
  process.exit(0)
}
const file = fileURLToPath(new URL(runner.file, import.meta.url))
process.exit(spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1)
