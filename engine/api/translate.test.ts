import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ownNodes } from '../../nodes/catalogue.ts'
import { Catalogue } from '../../nodes/sdk/catalogue.ts'
import { catalogueForApi } from '../edge/api-catalogue.ts'
import type { ChainGraph } from '../rules/chain.ts'
import { exportChain, importChain } from './import.ts'
import { catalogue } from './test-server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = process.env.WEIR_CHAINS ?? join(root, '../shared/chains')
const now = 1_731_000_000_000

function chainFiles(): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    return names.filter((name) => name.endsWith('.json') && !name.endsWith('manifest.json')).sort()
  } catch {
    return []
  }
}

const files = chainFiles()
const shipped = catalogueForApi(new Catalogue(ownNodes))

test('there are real chains to import', { skip: files.length === 0 && `no chains in ${folder}` }, () => {
  assert.ok(files.length >= 50, `only ${files.length} files`)
})

test('with the nodes we ship, every real chain keeps its nodes, wires and settings', () => {
  for (const name of files) {
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    const original: ChainGraph = file.metadata ?? file
    const { head, graph } = importChain(file, shipped, now)
    const { metadata } = exportChain(head, graph, shipped)
    original.nodes.forEach((node, index) => {
      const kind = shipped.byClass(node.type)
      const expected = kind
        ? shipped.upgrade(kind, node.configuration, node.configurationVersion ?? 0).config
        : node.configuration
      const out = metadata.nodes[index]
      assert.deepEqual([out?.type, out?.name, out?.configuration], [node.type, node.name, expected], name)
    })
    const again = importChain({ ruleChain: head, metadata }, shipped, now)
    assert.deepEqual(exportChain(again.head, again.graph, shipped).metadata, metadata, name)
  }
})

for (const name of files) {
  test(`${name} comes in and goes out as the same graph`, () => {
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    const original: ChainGraph = file.metadata ?? file
    const { head, graph } = importChain(file, catalogue, now)
    const exported = exportChain(head, graph, catalogue)
    const once = exported.metadata

    const links = original.ruleChainConnections ?? []
    const own = original.nodes.length
    assert.equal(once.nodes.length, own + links.length)
    original.nodes.forEach((node, index) => {
      const out = once.nodes[index]
      assert.deepEqual([out?.type, out?.name], [node.type, node.name])
      const { upgraded: _mark, ...configuration } = out?.configuration ?? {}
      assert.deepEqual(configuration, node.configuration)
      assert.deepEqual(out?.additionalInfo, node.additionalInfo)
    })
    const wires = [
      ...(original.connections ?? []),
      ...links.map(({ fromIndex, type }, at) => ({ fromIndex, toIndex: own + at, type })),
    ]
    assert.deepEqual(once.connections, wires)
    assert.equal(once.firstNodeIndex, original.firstNodeIndex)

    const again = importChain(exported, catalogue, now)
    assert.deepEqual(
      exportChain(again.head, again.graph, catalogue),
      exported,
      'a second time changes nothing',
    )
  })
}

const graph = (node: object) => ({
  nodes: [{ name: 'n', configuration: {}, ...node }],
  connections: null,
  firstNodeIndex: 0,
})
const imported = (node: object) =>
  importChain({ ruleChain: { name: 'c' }, metadata: graph(node) }, catalogue, now)

test('a missing type of chain means CORE', () => {
  assert.equal(imported({ type: 'x' }).head.type, 'CORE')
})

test('an unknown node is kept whole and listed', () => {
  const { graph, report } = imported({ type: 'com.example.Special', configuration: { a: 1 }, own: true })
  assert.deepEqual(
    [graph.nodes[0]?.type, graph.nodes[0]?.configuration, graph.nodes[0]?.own],
    ['com.example.Special', { a: 1 }, true],
  )
  assert.deepEqual(
    report.map(({ severity, node }) => ({ severity, node })),
    [{ severity: 'warning', node: 0 }],
  )
})

test('debug modes of all ages become debug settings', () => {
  const type = 'org.thingsboard.rule.engine.action.TbLogNode'
  const until = now + 15 * 60_000
  const settings = (node: object) => imported({ type, ...node }).graph.nodes[0]?.debugSettings
  assert.deepEqual(settings({ debugMode: true }), {
    failuresEnabled: true,
    allEnabled: false,
    allEnabledUntil: until,
  })
  assert.deepEqual(settings({ debugFailures: true }), {
    failuresEnabled: true,
    allEnabled: false,
    allEnabledUntil: 0,
  })
  assert.deepEqual(settings({ debugMode: false }), {
    failuresEnabled: false,
    allEnabled: false,
    allEnabledUntil: 0,
  })
})

test('files that are no chains are refused with a reason', () => {
  const refused = (file: unknown) => {
    assert.throws(() => importChain(file, catalogue, now), { name: 'ApiError', status: 400 })
  }
  refused(null)
  refused([])
  refused({})
  refused({ ruleChain: { name: 'c' } })
  refused({ ruleChain: {}, metadata: graph({ type: 'x' }) })
  refused({ ruleChain: { name: 'c' }, metadata: { nodes: 5 } })
  refused({ ruleChain: { name: 'c' }, metadata: { nodes: [{ name: 'no type' }] } })
  refused({ ruleChain: { name: 'c' }, metadata: { nodes: [], firstNodeIndex: 3 } })
  refused({
    ruleChain: { name: 'c' },
    metadata: { nodes: [], connections: [{ fromIndex: 0, toIndex: 1, type: 'x' }] },
  })
})
