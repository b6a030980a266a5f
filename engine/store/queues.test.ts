import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEveryDatabase } from './every-database.ts'
import type { NewQueue } from './queues.ts'
import { Conflict, NotFound } from './store.ts'

const wanted = (name: string): NewQueue => ({
  name,
  topic: `topic.${name}`,
  pollInterval: 25,
  partitions: 10,
  consumerPerPartition: true,
  packProcessingTimeout: 5000,
  submitStrategy: { type: 'BATCH', batchSize: 7 },
  processingStrategy: {
    type: 'RETRY_ALL',
    retries: 1,
    failurePercentage: 12.5,
    pauseBetweenRetries: 2,
    maxPauseBetweenRetries: 9,
  },
  additionalInfo: null,
})

onEveryDatabase('queues', (ground) => {
  test('three are there from the start, once, whatever became of them', async () => {
    const { store, reopen } = ground()
    const names = (all: readonly { name: string }[]) => all.map(({ name }) => name).sort()
    assert.deepEqual(names(await store.queues.all()), ['HighPriority', 'Main', 'SequentialByOriginator'])
    const sequential = await store.queues.byName('SequentialByOriginator')
    await store.queues.remove(sequential?.id ?? '')
    const again = await reopen()
    assert.deepEqual(names(await again.queues.all()), ['HighPriority', 'Main'])
  })

  test('one is kept as it was given, and changed but for its name and topic', async () => {
    const { queues } = ground().store
    const { id, createdTime, ...kept } = await queues.create(wanted('Orders'))
    assert.deepEqual(kept, wanted('Orders'))
    const other = { ...wanted('Renamed'), partitions: 1, additionalInfo: { description: 'x' } }
    const changed = await queues.update(id, other)
    assert.deepEqual(
      [changed.name, changed.topic, changed.partitions, changed.additionalInfo, changed.createdTime],
      ['Orders', 'topic.Orders', 1, { description: 'x' }, createdTime],
    )
    assert.deepEqual(await queues.get(id), changed)
  })

  test('a name and a topic are taken once, the main queue stays, and what is not there can’t change', async () => {
    const { queues } = ground().store
    await queues.create(wanted('Twice'))
    await assert.rejects(queues.create(wanted('Twice')), Conflict)
    await assert.rejects(queues.create({ ...wanted('Thrice'), topic: 'topic.Twice' }), Conflict)
    const main = await queues.byName('Main')
    await assert.rejects(queues.remove(main?.id ?? ''), Conflict)
    const nobody = '00000000-0000-1000-8000-000000000000'
    await assert.rejects(queues.update(nobody, wanted('X')), NotFound)
    assert.equal(await queues.remove(nobody), false)
    assert.equal(await queues.get('not a uuid'), null)
  })
})
