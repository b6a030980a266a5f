import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownNodes } from '../../nodes/catalogue.ts'
import { Catalogue } from '../../nodes/sdk/catalogue.ts'
import { libraryOf } from '../../nodes/sdk/library.ts'
import { playDevice, World } from '../../nodes/sdk/play.ts'
import type { ChainGraph, ChainNode } from '../rules/chain.ts'
import { parseJson } from '../rules/json.ts'
import { createScripts } from '../scripts/scripts.ts'
import { own, questionOf, writes } from './acts.ts'
import { type FlowTest, judgeTest } from './flow-tests.ts'
import { differences, outcomeOf } from './outcome.ts'
import { type TrialChain, tryChain } from './trial.ts'
import { messageOf, writtenOf } from './written-message.ts'

const scripts = await createScripts()
const parts = { library: libraryOf(new Catalogue(ownNodes)), scripts }

function graphOf(
  nodes: readonly [type: string, name: string, configuration?: object][],
  wires: string,
): ChainGraph {
  const indexOf = (name: string) => nodes.findIndex((node) => node[1] === name)
  return {
    firstNodeIndex: 0,
    nodes: nodes.map(
      ([type, name, configuration = {}]): ChainNode => ({
        id: { entityType: 'RULE_NODE', id: `id of ${name}` },
        type,
        name,
        configuration: configuration as Record<string, unknown>,
      }),
    ),
    connections: wires
      .split(', ')
      .filter(Boolean)
      .map((wire) => {
        const [from = '', type = '', to = ''] = wire.split(' ')
        return { fromIndex: indexOf(from), toIndex: indexOf(to), type }
      }),
  }
}

const chainOf = (graph: ChainGraph): TrialChain => ({ id: 'c', name: 'C', graph })
const save = ['persistence/save-time-series', 'Save'] as const
const compare = (value: number) =>
  [
    'filter/compare',
    'Hot',
    { conditions: [{ from: 'message', key: 'temperature', is: 'greater', value }] },
  ] as const

test('nothing is done, and everything that would be done is told', async () => {
  const world = new World()
  const graph = graphOf([[...save]], '')
  const chain = chainOf(graph)
  const message = messageOf({ data: { temperature: 21.5 } })
  const result = await tryChain({ chain, message }, { ...parts, base: world.needs(scripts) })
  assert.deepEqual(world.deeds, [])
  assert.equal(result.failure, null)
  assert.deepEqual(outcomeOf(result).deeds.slice(0, 1), [
    `saves temperature = 21.5 as time series of device ${playDevice.id}`,
  ])
  assert.deepEqual(outcomeOf(result).path, ['Save → Success'])
})

test('the real world is looked at, and what the chain itself changed is seen over it', async () => {
  const world = new World()
  world.attributesOf(playDevice, 'SERVER_SCOPE').set('limit', parseJson('42.0'))
  const read = {
    attributesControl: null,
    clientAttributeNames: [],
    sharedAttributeNames: [],
    serverAttributeNames: ['limit'],
    latestTsKeyNames: [],
    fetchTo: 'DATA',
  }
  const graph = graphOf(
    [
      ['enrichment/originator-attributes', 'Before', read],
      ['persistence/save-attributes', 'Save', { scope: 'SERVER_SCOPE', notifyDevice: false }],
      ['transformation/delete-keys', 'Forget', { deleteFrom: 'DATA', keys: ['.*'] }],
      ['enrichment/originator-attributes', 'After', read],
    ],
    'Before Success Save, Save Success Forget, Forget Success After',
  )
  const message = messageOf({ type: 'POST_ATTRIBUTES_REQUEST', data: { limit: 7 } })
  const result = await tryChain({ chain: chainOf(graph), message }, { ...parts, base: world.needs(scripts) })
  assert.equal(result.failure, null)
  assert.match(JSON.stringify(result.steps.map((step) => step.data)), /ss_limit|limit/)
  const limits = result.asked.filter(({ act }) => act === 'read').map(({ answer }) => answer)
  assert.ok(limits.length > 0)
  assert.equal(world.attributesOf(playDevice, 'SERVER_SCOPE').get('limit')?.toString(), '42.0')
})

test('a delay is waited for in no time', async () => {
  const graph = graphOf(
    [['flow/delay', 'Wait', { period: 3600, periodTimeUnit: 'SECONDS', maxPendingMsgs: 10 }], [...save]],
    'Wait Success Save',
  )
  const begun = performance.now()
  const result = await tryChain({ chain: chainOf(graph), message: messageOf({ data: { a: 1 } }) }, parts)
  assert.deepEqual(outcomeOf(result).deeds, [`saves a = 1 as time series of device ${playDevice.id}`])
  assert.ok(performance.now() - begun < 5000)
})

test('other chains are gone through as well', async () => {
  const inner: TrialChain = {
    id: '11111111-1111-4111-8111-111111111111',
    name: 'Inner',
    graph: graphOf([['flow/output', 'Done']], ''),
  }
  const graph = graphOf([['flow/chain', 'Call', { ruleChainId: inner.id }], [...save]], 'Call Done Save')
  const others = new Map([[inner.id, inner]])
  const result = await tryChain(
    { chain: chainOf(graph), message: messageOf({ data: { a: 1 } }), others },
    parts,
  )
  assert.equal(result.failure, null)
  assert.deepEqual([...new Set(result.steps.map((step) => step.node))].sort(), ['Call', 'Done', 'Save'])
})

test('a draft that decides otherwise differs, one that only looks otherwise does not', async () => {
  const run = async (limit: number) => {
    const graph = graphOf([[...compare(limit)], [...save]], 'Hot True Save')
    return outcomeOf(
      await tryChain({ chain: chainOf(graph), message: messageOf({ data: { temperature: 25 } }) }, parts),
    )
  }
  assert.deepEqual(differences(await run(20), await run(21)), [])
  const found = differences(await run(20), await run(30))
  assert.ok(found.some(({ what, before }) => what === 'path' && before === 'Hot → True'))
  assert.ok(found.some(({ what, before }) => what === 'deed' && before?.startsWith('saves temperature = 25')))
})

test('a kept message is judged by the world as it was, without secrets', async () => {
  const chain = chainOf(graphOf([[...compare(20)], [...save]], 'Hot True Save'))
  const sent = messageOf({ data: { temperature: parseJson('25.0'), password: 'p' } })
  const send = writtenOf(sent)
  assert.equal(JSON.stringify(send).includes('"p"'), false)
  const result = await tryChain({ chain, message: messageOf(send) }, parts)
  const kept: FlowTest = { name: 'hot', send, given: result.asked, expect: { outcome: outcomeOf(result) } }
  assert.equal(await judgeTest(chain, kept, parts), null)
  const changed = chainOf(graphOf([[...compare(30)], [...save]], 'Hot True Save'))
  assert.match((await judgeTest(changed, kept, parts)) ?? '', /no longer/)
})

test('all that nodes can ask of the world is known as a question or a change', () => {
  const needs = new World().needs(scripts) as unknown as Record<string, object>
  for (const [need, room] of Object.entries(needs)) {
    if (own.has(need) || typeof room !== 'object' || room === null) continue
    for (const [act, method] of Object.entries(room)) {
      if (typeof method !== 'function' || /^on[A-Z]/.test(act)) continue
      const isKnown = questionOf(need, act, []) !== undefined || writes[need]?.includes(act) === true
      assert.ok(isKnown, `${need}.${act} is in neither list of acts.ts`)
    }
  }
})
