import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ownNodes } from './catalogue.ts'
import { stringifyJson } from './sdk/index.ts'
import { playNode } from './sdk/play.ts'

for (const node of ownNodes)
  describe(`the examples of ${node.type} are true`, () => {
    test('there are at least two', () => assert.ok(node.examples.length >= 2))

    for (const [index, example] of node.examples.entries())
      test(example.title ?? `example ${index + 1}`, async () => {
        const { outputs, failed } = await playNode(node, example.config, {
          data: example.data,
          ...(example.metadata && { metadata: example.metadata }),
          ...(example.messageType && { type: example.messageType }),
        })
        assert.equal(failed, example.failsWith)
        assert.deepEqual(
          outputs.map(({ output }) => output),
          [example.goesTo ?? []].flat(),
        )
        const [first] = outputs
        if (example.data_after !== undefined)
          assert.equal(stringifyJson(first?.message.data ?? null), stringifyJson(example.data_after))
        if (example.metadata_after !== undefined)
          assert.deepEqual(first?.message.metadata, example.metadata_after)
      })
  })
