import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'

/** A program that some tests need and npm does not bring. */
export interface SystemPart {
  readonly name: string
  /** Debian's package */
  readonly package: string
  /** where the program may be, first that exists wins; may hold wildcards */
  readonly places: readonly string[]
}

export const systemParts = {
  chromium: {
    name: 'Chromium',
    package: 'chromium',
    places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  },
  mosquitto: { name: 'mosquitto_pub', package: 'mosquitto-clients', places: ['/usr/bin/mosquitto_pub'] },
  postgresql: {
    name: 'PostgreSQL',
    package: 'postgresql',
    places: ['/usr/lib/postgresql/*/bin/initdb', '/usr/local/bin/initdb'],
  },
} as const satisfies Record<string, SystemPart>

/** The program's path; null when it is not on this machine. */
export function findPart(part: SystemPart): string | null {
  for (const place of part.places) {
    const found = place.includes('*') ? globSync(place).sort().at(-1) : existsSync(place) ? place : undefined
    if (found !== undefined) return found
  }
  return null
}

/** The reason to skip a test by, in words; false when the part is there. */
export function missing(part: SystemPart): string | false {
  return findPart(part) === null ? `${part.name} is not installed (Debian package ${part.package})` : false
}

/** Installs what is missing where that is allowed (root with apt). Answers a line for each part that stays missing. */
export function installSystemParts(): string[] {
  const wanted = Object.values(systemParts).filter((part) => findPart(part) === null)
  if (wanted.length === 0) return []
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const packages = wanted.map((part) => part.package)
    console.log(`Installing ${packages.join(', ')} for the tests`)
    spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' })
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env,
      stdio: 'ignore',
    })
  }
  return wanted
    .filter((part) => findPart(part) === null)
    .map((part) => `${part.name} is not installed, so its tests are skipped (Debian package ${part.package})`)
}
