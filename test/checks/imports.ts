/**
 * Checks that imports point one way (design: "Order of rooms"). Run by `npm run check`; exits 1 and names each import
 * that goes against the table, and when it looked at no files.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A room and the rooms it may import besides itself. The longest room that a path begins with is its own. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  'engine/rules': [],
  'engine/alarm-rules': ['engine/rules'],
  'engine/scripts': ['engine/rules'],
  // for the browser: it never runs a script
  'engine/scripts/assist': ['engine/rules/needs.ts', 'engine/scripts/tbel'],
  'engine/journal': ['engine/rules/needs.ts'],
  'engine/store': ['engine/rules'],
  'engine/transports': ['engine/rules'],
  'engine/ingress': ['engine/rules', 'engine/journal'],
  'engine/devices': ['engine/rules', 'engine/store', 'engine/ingress', 'engine/transports/gate.ts'],
  'engine/cloud': ['engine/rules', 'engine/journal'],
  'engine/access': ['engine/rules', 'engine/store'],
  'engine/alarms': ['engine/rules', 'engine/store'],
  'engine/ops': ['engine/rules', 'engine/store', 'engine/access', 'engine/api'],
  'engine/api': ['engine/rules', 'engine/alarm-rules', 'engine/store', 'engine/access', 'engine/ops'],
  'engine/calculated-fields': ['engine/rules', 'engine/store', 'engine/alarm-rules'],
  'engine/trial': ['engine/rules', 'engine/scripts', 'nodes'],
  'nodes/sdk': ['engine/rules', 'engine/alarm-rules'],
  // the test bench for nodes: it alone brings real scripts
  'nodes/sdk/play.ts': ['nodes/sdk', 'engine/rules', 'engine/scripts'],
  nodes: ['nodes/sdk'],
  'editor/src': [
    'engine/scripts/assist',
    'engine/api/contract.ts',
    'engine/api/contract-trial.ts',
    'engine/api/contract-alarm-rules.ts',
    'engine/api/contract-alarms.ts',
    'engine/api/contract-queues.ts',
    'engine/rules',
    'nodes/sdk/fields.ts',
  ],
}

/** composition roots, tests with what they share, and tools: they know everyone */
const roots = [
  /^engine\/[\w-]+\.ts$/,
  /^engine\/edge\//,
  /\.test\.tsx?$/,
  // what the tests of a room share
  /\/(test|every)-[\w-]+\.ts$/,
  /^(test|bench|docs|editor\/[\w.]+\.ts)/,
]

/** Imports that only the compiler sees may go where a running one may not. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  'engine/api': ['nodes/sdk', 'engine/transports/gate.ts'],
  'engine/scripts': ['nodes/sdk'],
  'nodes/sdk': ['engine/api/contract.ts'],
}

export interface Breach {
  readonly file: string
  readonly imports: string
}

/** Every import in `files` (path → text) that the table does not allow. */
export function breaches(files: ReadonlyMap<string, string>): Breach[] {
  const found: Breach[] = []
  for (const [file, text] of files) {
    if (roots.some((root) => root.test(file))) continue
    const room = roomOf(file)
    if (room === undefined) {
      found.push({ file, imports: 'nothing yet: its room is not in the table' })
      continue
    }
    for (const { path, isType } of importsOf(file, text)) {
      const allowed = [room, ...(mayImport[room] ?? []), ...(isType ? (typesOnly[room] ?? []) : [])]
      if (!allowed.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) {
        found.push({ file, imports: path })
      }
    }
  }
  return found
}

function roomOf(file: string): string | undefined {
  return Object.keys(mayImport)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]
}

function importsOf(file: string, text: string): { path: string; isType: boolean }[] {
  const statement =
    /^\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s+['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]/gm
  return [...text.matchAll(statement)].map((match) => ({
    path: normalize(join(dirname(file), match[2] ?? match[3] ?? '')),
    isType: match[1] !== undefined,
  }))
}

function main(): void {
  const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
  const names = globSync(['engine/**/*.ts', 'nodes/**/*.ts', 'editor/src/**/*.{ts,tsx}'], { cwd: root })
  const files = new Map(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]))
  if (files.size < 10) {
    console.error(
      `The import check looked at ${files.size} files, which can't be all. Is it run from the repository?`,
    )
    process.exit(1)
  }
  const found = breaches(files)
  for (const { file, imports } of found) console.error(`${file} imports ${imports}, which its room may not`)
  if (found.length > 0) process.exit(1)
  console.log(`imports: ${files.size} files, all point one way`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
