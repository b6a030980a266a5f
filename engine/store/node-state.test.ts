import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JsonDouble } from '../rules/values.ts'
import { onEveryDatabase } from './every-database.ts'

onEveryDatabase('node state', (ground) => {
  const node = '11111111-0000-4000-8000-000000000001'

  test('a node reads what it saved for an entity, and null before', async () => {
    const { nodeState } = ground().store
    const { id } = ground().entity()
    assert.equal(await nodeState.read(node, id), null)
    await nodeState.save(node, id, { inside: true, since: 5, level: new JsonDouble(2) })
    await nodeState.save(node, id, { inside: false, since: 6, level: new JsonDouble(3) })
    assert.deepEqual(
      { ...((await nodeState.read(node, id)) as object) },
      { inside: false, since: 6, level: new JsonDouble(3) },
    )
  })

  test('what is saved is there after a restart', async () => {
    const { id } = ground().entity()
    await ground().store.nodeState.save(node, id, [1, 'a'])
    const reopened = await ground().reopen()
    assert.deepEqual(await reopened.nodeState.read(node, id), [1, 'a'])
  })
})
