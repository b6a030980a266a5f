import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openCatalogue, ownNodes } from '../catalogue.ts'
import { Catalogue, loadCustomNodes, whatIsNoNode } from './catalogue.ts'
import { describeNode, outputsOf } from './describe.ts'
import { playNode } from './play.ts'
import { validateConfig } from './validate.ts'

describe('our nodes', () => {
  test('have types and cloud classes of their own', () => {
    const types = ownNodes.map((node) => node.type)
    assert.deepEqual([...new Set(types)], types)
    const classes = ownNodes.flatMap((node) => node.importsFrom ?? [])
    assert.deepEqual([...new Set(classes)], classes)
  })

  for (const node of ownNodes) {
    test(`${node.type} is a whole definition`, () => {
      assert.equal(whatIsNoNode(node), undefined)
      for (let version = 1; version <= (node.configurationVersion ?? 0); version++)
        if (node.type !== 'flow/generator')
          assert.ok(node.versions?.[version], `no upgrade to version ${version}`)
    })

    test(`${node.type} can be used as it comes out of the palette, or says what to set`, () => {
      const { problems } = validateConfig(node, {})
      for (const { message } of problems) assert.match(message, /is needed|Choose|Add/)
    })

    test(`${node.type} can be sent to the editor`, () => {
      const json = describeNode(node)
      assert.deepEqual(JSON.parse(JSON.stringify(json)), json)
    })
  }

  test('draw Failure last, except where nothing can fail', () => {
    for (const node of ownNodes)
      assert.equal(outputsOf(node).at(-1) === 'Failure', !node.neverFails, node.type)
  })
})

describe('a catalogue', () => {
  test('finds a node by our type and by the cloud’s class', () => {
    const catalogue = new Catalogue(ownNodes)
    const found = catalogue.byClass('org.thingsboard.rule.engine.filter.TbJsFilterNode')
    assert.equal(found?.type, 'filter/script')
    assert.equal(catalogue.byType('filter/script'), found)
    assert.equal(catalogue.byType('constructor'), undefined)
  })

  test('refuses a type twice, unless one is to replace the other', () => {
    const catalogue = new Catalogue(ownNodes)
    const [first] = ownNodes
    assert.ok(first)
    assert.throws(() => catalogue.add(first), /two nodes of type transport\/mqtt/)
    const other = { ...first, title: 'Other', importsFrom: ['x.Y'] }
    catalogue.replace(other)
    assert.equal(catalogue.byType(first.type), other)
    assert.equal(catalogue.byClass('x.Y'), other)
    assert.equal(catalogue.all.length, ownNodes.length)
  })
})

describe('a folder of custom nodes', () => {
  const sdk = fileURLToPath(new URL('./index.ts', import.meta.url))

  async function inFolder(files: Record<string, string>, act: (folder: string) => Promise<void>) {
    const folder = await mkdtemp(join(tmpdir(), 'weir-nodes-'))
    try {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
      await act(folder)
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  test('the node of the guide loads, and its examples are true', async () => {
    const guide = await readFile(new URL('../../docs/guides/your-first-node.md', import.meta.url), 'utf8')
    const [, source = ''] = /```ts\n([\s\S]*?)```/.exec(guide) ?? []
    await inFolder({ 'in-range.ts': source.replace('../nodes/sdk/index.ts', sdk) }, async (folder) => {
      const { catalogue, problems } = await openCatalogue(folder)
      assert.deepEqual(problems, [])
      const node = catalogue.byType('filter/in-range')
      assert.ok(node)
      for (const { config, data, goesTo, failsWith } of node.examples) {
        const { outputs, failed } = await playNode(node, config, { data })
        assert.deepEqual([outputs[0]?.output, failed], [goesTo, failsWith])
      }
    })
  })

  test('a file that is no node is named with the reason, the others load', async () => {
    const files = {
      'broken.ts': 'export default {',
      'empty.js': '',
      'half.mjs': 'export default { type: "filter/half", title: "H", summary: "S", outputs: [], config: {} }',
      'strange.mjs': 'export default { type: "strange" }',
      'fine.mjs':
        'export default { type: "filter/fine", title: "F", summary: "S", outputs: [], config: {}, examples: [], create: () => () => {} }',
      'fine.test.ts': 'throw new Error("tests are not loaded")',
      'notes.md': '#',
    }
    await inFolder(files, async (folder) => {
      const { definitions, problems } = await loadCustomNodes(folder)
      assert.deepEqual(
        definitions.map((node) => node.type),
        ['filter/fine'],
      )
      assert.deepEqual(
        problems.map(({ file }) => file),
        ['broken.ts', 'empty.js', 'half.mjs', 'strange.mjs'],
      )
      assert.match(problems[1]?.message ?? '', /no default export/)
      assert.match(problems[2]?.message ?? '', /needs `create`/)
      assert.match(problems[3]?.message ?? '', /its type is "strange"/i)
    })
  })

  test('a file that changed is loaded anew', async () => {
    const node = (title: string) =>
      `export default { type: "filter/a", title: "${title}", summary: "S", outputs: [], config: {}, examples: [], create: () => () => {} }`
    await inFolder({ 'a.mjs': node('Old') }, async (folder) => {
      assert.equal((await loadCustomNodes(folder, 1)).definitions[0]?.title, 'Old')
      await writeFile(join(folder, 'a.mjs'), node('New'))
      assert.equal((await loadCustomNodes(folder, 2)).definitions[0]?.title, 'New')
    })
  })

  test('a folder that is not there is a problem, not a crash', async () => {
    const { definitions, problems } = await loadCustomNodes('/nowhere/at/all')
    assert.deepEqual(definitions, [])
    assert.match(problems[0]?.message ?? '', /can't be read/)
  })
})
