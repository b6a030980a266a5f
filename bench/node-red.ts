import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Node-RED is a dependency of the bench only, with a lockfile of its own: installed when it is first needed. */
export function installNodeRed(): void {
  const folder = fileURLToPath(new URL('./node-red/', import.meta.url))
  const packages = ['@node-red/runtime', 'aedes']
  if (packages.every((name) => existsSync(`${folder}node_modules/${name}`))) return
  console.log('Installing Node-RED for the comparison')
  const { status } = spawnSync('npm', ['ci', '--silent'], { cwd: folder, stdio: 'inherit' })
  if (status !== 0)
    throw new Error('Node-RED could not be installed. Run `npm ci` in bench/node-red to see why')
}
