/**
 * Rule chains of every age, as public repositories of the cloud hold them, come in over REST and go out again with the
 * same nodes and wires. The files lie beside the repository; without them the test is skipped.
 */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openCatalogue } from '../nodes/catalogue.ts'
import { whyUnknown } from '../nodes/sdk/cloud-classes.ts'
import { WeirProcess } from './support/weir.ts'

interface Graph {
  readonly firstNodeIndex: number | null
  readonly nodes: readonly { readonly type: string; readonly name: string; readonly configuration: object }[]
  readonly connections: readonly Wire[] | null
  readonly ruleChainConnections?: readonly { readonly fromIndex: number; readonly type: string }[] | null
}

interface Wire {
  readonly fromIndex: number
  readonly toIndex: number
  readonly type: string
}

const folder = fileURLToPath(new URL('../../shared/chains', import.meta.url))
const files = globSync('{current,history}/**/*.json', { cwd: folder }).sort()
const skip = existsSync(folder) ? false : 'the chain files are not on this machine'

let weir: WeirProcess
before(async () => {
  if (skip === false) weir = await WeirProcess.start()
})
after(() => weir?.stop())

test('there are files to import', { skip }, () => assert.ok(files.length > 50))

for (const name of files) {
  test(`${name} is imported and read back`, { skip }, async () => {
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8'))
    const graph: Graph = file.metadata ?? file
    const chain = await weir.api<{ id: { id: string } }>('POST', '/api/ruleChain', {
      ...file.ruleChain,
      // as every client imports it: there is one root already
      root: false,
      name: `${file.ruleChain?.name ?? 'Chain'} of ${name}`,
    })
    const saved = await weir.api<Graph>('POST', '/api/ruleChain/metadata', {
      ...graph,
      version: undefined,
      ruleChainId: chain.id,
    })
    const read = await weir.api<Graph>('GET', `/api/ruleChain/${chain.id.id}/metadata`)
    assert.deepEqual(read.nodes, saved.nodes)

    const old = graph.ruleChainConnections ?? []
    const own = read.nodes.slice(0, graph.nodes.length)
    assert.deepEqual(
      own.map((node) => [node.type, node.name]),
      graph.nodes.map((node) => [node.type, node.name]),
    )
    assert.equal(read.nodes.length, graph.nodes.length + old.length)
    assert.equal(read.firstNodeIndex, graph.firstNodeIndex ?? null)
    const expected = [
      ...(graph.connections ?? []),
      ...old.map(({ fromIndex, type }, at) => ({ fromIndex, toIndex: graph.nodes.length + at, type })),
    ]
    assert.deepEqual(sorted(read.connections ?? []), sorted(expected))
  })
}

test('only nodes that Weir does not have are marked, each with a sentence that says why', {
  skip,
}, async () => {
  const { catalogue } = await openCatalogue()
  const chains = await weir.api<{ id: string; name: string }[]>('GET', '/api/weir/chains')
  let marked = 0
  for (const { id, name } of chains) {
    type View = {
      live: Graph | null
      problems_list: { nodeId?: string; message: string; severity: string }[]
    }
    const view = await weir.api<View>('GET', `/api/weir/chains/${id}`)
    const unknown = view.live?.nodes.filter(({ type }) => catalogue.byType(type) === undefined) ?? []
    for (const { type } of unknown) {
      marked++
      const why = whyUnknown(type) ?? ''
      assert.ok(
        view.problems_list.some(({ message }) => message.startsWith(why)),
        `${name}: ${type}`,
      )
    }
  }
  assert.ok(marked > 0, 'some files hold a node of the Professional Edition')
})

function sorted(wires: readonly Wire[]): string[] {
  return wires.map(({ fromIndex, toIndex, type }) => `${fromIndex} ${toIndex} ${type}`).sort()
}
