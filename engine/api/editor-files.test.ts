import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Store } from '../store/store.ts'
import { type TestServer, testServer, testStore } from './test-server.ts'

let store: Store
let server: TestServer
let editorDir: string
before(async () => {
  store = await testStore()
  editorDir = await mkdtemp(join(tmpdir(), 'weir-editor-'))
  await mkdir(join(editorDir, 'assets'))
  await writeFile(join(editorDir, 'index.html'), '<!doctype html><title>Weir</title>')
  await writeFile(join(editorDir, 'assets', 'app-1a2b3c.js'), 'export {}')
  server = await testServer(store, { editorDir })
})
after(async () => {
  await server.close()
  await store.close()
  await rm(editorDir, { recursive: true, force: true })
})

const get = (url: string, from = server) => from.ask('GET', url, undefined, null)

test('every page of the editor is the one page, never cached', async () => {
  for (const url of ['/', '/chains', '/chains/8f0c?node=3', '/login']) {
    const { status, text, headers } = await get(url)
    assert.deepEqual([status, text.includes('<title>Weir')], [200, true], url)
    assert.equal(headers['cache-control'], 'no-cache')
  }
})

test('pages may load code of this server only', async () => {
  const policy = String((await get('/')).headers['content-security-policy'])
  assert.match(policy, /script-src 'self'(;|$)/)
  assert.match(policy, /default-src 'none'/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.doesNotMatch(policy, /unsafe-eval|https?:|\*/)
})

test('built files are kept for good, and missing ones are not answered with a page', async () => {
  const file = await get('/assets/app-1a2b3c.js')
  assert.deepEqual([file.status, file.text], [200, 'export {}'])
  assert.match(String(file.headers['cache-control']), /immutable/)
  assert.equal((await get('/assets/app-old.js')).status, 404)
})

test('nothing outside of the folder is served', async () => {
  for (const url of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fetc/passwd',
    '/..%5cx.json',
  ]) {
    const { status, text } = await get(url)
    assert.ok(status >= 400 || text.includes('<title>Weir'), url)
    assert.doesNotMatch(text, /"name"|root:/)
  }
})

test('an editor that is not built says so instead of an empty page', async () => {
  const bare = await testServer(store)
  try {
    const { status, text } = await get('/', bare)
    assert.equal(status, 503)
    assert.match(text, /not built/)
  } finally {
    await bare.close()
  }
})

test('the documentation of the API works without the internet', async () => {
  const page = await get('/api/docs/')
  assert.equal(page.status, 200)
  assert.doesNotMatch(page.text, /https?:\/\/(?!localhost)[^"']*\.(js|css)/)
  assert.match(String(page.headers['content-security-policy']), /default-src 'self'/)
  const { json } = await get('/api/docs/json')
  assert.ok(json.paths['/api/weir/chains'].post.requestBody)
})
