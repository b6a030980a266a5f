import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const filter = 'org.thingsboard.rule.engine.filter.TbMsgTypeFilterNode'
const config = { messageTypes: ['A'] }
const input = { type: 'A', originatorType: 'DEVICE', data: '{}', metadata: {} }
const good = { kind: 'message', node: filter, config, input, expect: { relation: 'True' } }

function run(cases: readonly object[]): { status: number | null; lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'weir-cases-'))
  try {
    writeFileSync(join(folder, 'nodes.json'), JSON.stringify({ cases }))
    const { status, stdout } = spawnSync(
      process.execPath,
      [fileURLToPath(new URL('nodes.ts', import.meta.url))],
      { encoding: 'utf8', env: { ...process.env, WEIR_CONFORMANCE: folder } },
    )
    return { status, lines: stdout.trim().split('\n') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a case that the runner does not understand fails by its id and is never passed over', () => {
  const { status, lines } = run([
    { ...good, id: 'fine' },
    { ...good, id: 'kind', kind: 'dance' },
    { ...good, id: 'world', input: { ...input, context: { weather: 'fine' } } },
    { ...good, id: 'expected', expect: { relation: 'True', colour: 'red' } },
    { ...good, id: 'class', node: 'org.thingsboard.rule.engine.filter.TbNobodyNode' },
    { ...good, id: 'effect', expect: { relation: 'True', sideEffects: [{ dance: {} }] } },
    { ...good, id: 'external', node: 'org.thingsboard.rule.engine.kafka.TbKafkaNode' },
  ])
  assert.equal(status, 1)
  assert.deepEqual(lines, [
    'kind: cases of kind “dance” are unknown',
    'world: “weather” of its context is not understood',
    'expected: “colour” of its expect is not understood',
    'class: there is no node of the class org.thingsboard.rule.engine.filter.TbNobodyNode',
    'effect: step 1: it did []',
    '1 later, 0 different on purpose',
    '1 passed, 5 failed',
  ])
})

test('null is a body like any other', () => {
  const node = 'org.thingsboard.rule.engine.transform.TbJsonPathNode'
  const path = { ...good, node, config: { jsonPath: '$.a' }, input: { ...input, data: '{"a":null}' } }
  const { lines } = run([
    { ...path, id: 'null', expect: { relation: 'Success', data: null } },
    { ...path, id: 'unchanged', expect: { relation: 'Success' } },
  ])
  assert.deepEqual(lines.slice(-1), ['1 passed, 1 failed'])
})

test('a nested chain is entered and left along the stack of its callers', () => {
  const id = (end: string) => `00000000-0000-4000-8000-00000000c0${end}`
  const flow = 'org.thingsboard.rule.engine.flow.'
  const inside = (stack: readonly (readonly string[])[]) => ({
    ...input,
    context: { selfNode: { id: 'n1', name: 'Done', ruleChainId: id('aa') }, stack },
  })
  const enter = { ...good, node: `${flow}TbRuleChainInputNode`, config: { ruleChainId: id('bb') } }
  const leave = { ...good, node: `${flow}TbRuleChainOutputNode`, config: {} }
  const called = { chain: id('bb'), stack: [[id('aa'), 'n1']] }
  const left = { chain: id('cc'), node: 'n3', relation: 'Done', stack: [] }
  const { lines } = run([
    { ...enter, id: 'enter', input: inside([]), expect: { sideEffects: [{ input: called }] } },
    { ...enter, id: 'loop', input: inside([[id('aa'), 'n1']]), expect: { relation: 'Failure' } },
    { ...leave, id: 'leave', input: inside([[id('cc'), 'n3']]), expect: { sideEffects: [{ output: left }] } },
    { ...leave, id: 'nobody called', input: inside([]), expect: { acked: true, sideEffects: [] } },
    {
      ...enter,
      id: 'elsewhere',
      input: inside([]),
      expect: { sideEffects: [{ input: { chain: id('cc') } }] },
    },
  ])
  assert.deepEqual(lines.slice(-1), ['4 passed, 1 failed'])
})
