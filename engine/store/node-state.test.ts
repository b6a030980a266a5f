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

  test('many saves at once are written together, the last for an entity staying', async () => {
    const { nodeState } = ground().store
    const entities = Array.from({ length: 50 }, () => ground().entity())
    const given = [1, 2, 3].flatMap((round) =>
      entities.map(({ id }) => nodeState.save(node, id, { round, text: '“a”, \\ {b}' })),
    )
    await Promise.all(given)
    for (const { id } of entities)
      assert.deepEqual({ ...((await nodeState.read(node, id)) as object) }, { round: 3, text: '“a”, \\ {b}' })
  })

  test('a node lists what it saved page by page, and forgets one entity or all', async () => {
    const { nodeState } = ground().store
    const own = '11111111-0000-4000-8000-000000000002'
    const ids = Array.from({ length: 5 }, () => ground().entity().id)
    for (const id of ids) await nodeState.save(own, id, id)
    const first = await nodeState.list(own, 3)
    const rest = await nodeState.list(own, 3, first.at(-1)?.entityId)
    assert.deepEqual([...first, ...rest].map(({ value }) => value).sort(), ids.toSorted())
    await nodeState.remove(own, ids[0])
    assert.equal((await nodeState.list(own, 10)).length, 4)
    await nodeState.remove(own)
    assert.deepEqual(await nodeState.list(own, 10), [])
  })

  test('what nodes keep of an entity goes with it, and messages on their way bring nothing back', async () => {
    const { nodeState, devices } = ground().store
    const made = await devices.create({ name: 'Short-lived' })
    const other = ground().entity().id
    const states = async () => (await nodeState.list(removing, 10)).map(({ entityId }) => entityId)
    const removing = '11111111-0000-4000-8000-000000000003'
    await nodeState.save(removing, other, 1)
    await nodeState.save(removing, made.id, 1)
    const late = nodeState.save(removing, made.id, 2)
    await devices.remove(made.id)
    await late
    await nodeState.save(removing, made.id, 3)
    for (let tries = 0; (await states()).length > 1 && tries < 100; tries++)
      await new Promise((resolve) => setTimeout(resolve, 5))
    assert.deepEqual(await states(), [other])
  })

  test('what is saved is there after a restart', async () => {
    const { id } = ground().entity()
    await ground().store.nodeState.save(node, id, [1, 'a'])
    const reopened = await ground().reopen()
    assert.deepEqual(await reopened.nodeState.read(node, id), [1, 'a'])
  })
})
