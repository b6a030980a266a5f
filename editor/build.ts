import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const editor = fileURLToPath(new URL('.', import.meta.url))
const dist = join(editor, 'dist')
const stampFile = join(dist, '.stamp')
const sources = [
  '../flows/*.json',
  'src/**/*',
  'public/**/*',
  'index.html',
  'vite.config.ts',
  'build.ts',
  'tsconfig.json',
]

/**
 * Builds the app into editor/dist unless what is there was built from the same sources and packages. The old one
 * stays in place until the new one is whole, so a failed build leaves something to serve.
 * @param say where progress goes; nothing is said when there is nothing to do
 */
export async function buildEditor(
  say: (line: string) => void = console.log,
): Promise<{ dist: string; built: boolean }> {
  const stamp = await hashOfSources()
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return { dist, built: false }

  const started = performance.now()
  say('Building the editor; this happens once after each change of it.')
  const { build } = await import('vite')
  const next = join(editor, '../node_modules/.cache/weir-editor')
  await build({
    configFile: join(editor, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: next, emptyOutDir: true },
  })
  await writeFile(join(next, '.stamp'), stamp)
  await rm(dist, { recursive: true, force: true })
  await rename(next, dist)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  say(`Built the editor in ${seconds} s; the first paint takes ${await firstPaint()} kB (gzip).`)
  return { dist, built: true }
}

async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256')
  const files: string[] = []
  for (const pattern of sources) {
    for await (const entry of glob(pattern, { cwd: editor, withFileTypes: true })) {
      if (entry.isFile() && !entry.name.includes('.test.')) files.push(join(entry.parentPath, entry.name))
    }
  }
  files.sort().push(join(editor, '../package-lock.json'))
  for (const file of files)
    hash
      .update(file.slice(editor.length))
      .update('\0')
      .update(await readFile(file))
  return hash.digest('hex')
}

/** Kilobytes, compressed, of everything that index.html itself asks for. */
async function firstPaint(): Promise<number> {
  const page = await readFile(join(dist, 'index.html'), 'utf8')
  const asked = [...page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map((match) => String(match[1]))
  let bytes = gzipSync(page).length
  for (const file of asked) bytes += gzipSync(await readFile(join(dist, file))).length
  return Math.round(bytes / 1000)
}

if (import.meta.main) await buildEditor()
