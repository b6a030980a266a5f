import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createScripts } from '../engine/scripts/scripts.ts'
import { runFlowTests } from '../engine/trial/flow-tests.ts'
import { openCatalogue } from '../nodes/catalogue.ts'
import { libraryOf } from '../nodes/sdk/library.ts'

const flows = fileURLToPath(new URL('../flows', import.meta.url))
const parts = { library: libraryOf((await openCatalogue()).catalogue), scripts: await createScripts() }

for (const { file, name, problem } of await runFlowTests(flows, parts)) {
  test(`${file.slice(flows.length + 1)}: ${name}`, () => assert.equal(problem, null))
}

test('a flow test that expects something else says what it got', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-flows-'))
  t.after(() => rm(folder, { recursive: true }))
  const node = { type: 'filter/compare', name: 'Warm?', configuration: {} }
  const chain = {
    ruleChain: { name: 'C', type: 'CORE' },
    metadata: { firstNodeIndex: 0, nodes: [node], connections: [] },
  }
  await writeFile(join(folder, 'c.json'), JSON.stringify(chain))
  const send = { data: { temperature: 25 } }
  const tests = [
    { name: 'way', send, expect: { visits: ['Cold?'] } },
    { name: 'value', send, expect: { telemetry: { temperature: 25 } } },
    { name: 'failure', send, expect: { failsWith: 'too cold' } },
  ]
  await writeFile(join(folder, 'c.test.json'), JSON.stringify({ chain: 'c.json', tests }))
  const results = await runFlowTests(folder, parts)
  assert.deepEqual(
    results.map((result) => result.problem),
    [
      'it went Warm?, not Cold?',
      'telemetry temperature was not saved',
      'it ended well, and should fail with “too cold”',
    ],
  )
})
