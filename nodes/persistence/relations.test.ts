// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { valueAt } from '../sdk/index.ts'
import { Bench, playDevice, World } from '../sdk/play.ts'
import { upgradeConfig } from '../sdk/upgrade.ts'
import createRelation from './create-relation.ts'
import deleteRelation from './delete-relation.ts'

const room = (nr: number) => ({ entityType: 'ASSET', id: `room ${nr}` })

/** Rooms 1 to 3. */
function world(): World {
  const made = new World()
  for (const nr of [1, 2, 3]) made.entities.add(room(nr), { name: `Room ${nr}` })
  return made
}

const places = (made: World) => made.relations.all.map(({ from, type, to }) => `${from.id} ${type} ${to.id}`)
const inRoom = { direction: 'TO', entityType: 'ASSET', entityNamePattern: 'Room ${nr}' }

describe('create relation', () => {
  const open = (config: object, made: World) =>
    Bench.open(createRelation, { ...inRoom, ...config }, { world: made })

  test('the message names the other end, and the direction says who contains whom', async () => {
    const made = world()
    await (await open({}, made)).send({ data: {}, metadata: { nr: '1' } })
    await (await open({ direction: 'FROM', relationType: '$[how]' }, made)).send({
      data: { how: 'IsIn' },
      metadata: { nr: '2' },
    })
    assert.deepEqual(places(made), [`room 1 Contains ${playDevice.id}`, `${playDevice.id} IsIn room 2`])
  })

  test('what is there already stays as it is', async () => {
    const made = world()
    made.relations.add({ from: room(1), to: playDevice, type: 'Contains', additionalInfo: { since: 1 } })
    await (await open({}, made)).send({ data: {}, metadata: { nr: '1' } })
    assert.deepEqual(made.deeds, [])
  })

  test('a thing that moves is in one place at a time, also when messages come at once', async () => {
    const made = world()
    // The first look-up is slow: the later message must not overtake it.
    let delay = 5
    const byName = made.entities.byName.bind(made.entities)
    made.entities.byName = async (kind, name) => {
      for (let turn = delay--; turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve))
      return byName(kind, name)
    }
    const bench = await open({ removeCurrentRelations: true }, made)
    await Promise.all([1, 2, 3].map((nr) => bench.send({ data: {}, metadata: { nr: String(nr) } })))
    assert.deepEqual(places(made), [`room 3 Contains ${playDevice.id}`])
  })

  test('other types and directions are not removed', async () => {
    const made = world()
    const others = [
      { from: room(2), to: playDevice, type: 'Manages' },
      { from: playDevice, to: room(2), type: 'Contains' },
    ]
    made.relations.add(...others, { from: room(2), to: playDevice, type: 'Contains' })
    await (await open({ removeCurrentRelations: true }, made)).send({ data: {}, metadata: { nr: '1' } })
    assert.equal(made.relations.all.length, 3)
    assert.deepEqual(made.relations.all.slice(0, 2), others)
  })

  test('messages of many devices that name the same new asset make it once', async () => {
    const made = new World()
    const config = { createEntityIfNotExists: true, entityTypePattern: '${kind}' }
    const bench = await open(config, made)
    await Promise.all(
      ['a', 'b', 'c'].map((id) =>
        bench.send({
          data: {},
          metadata: { nr: '9', kind: 'room' },
          originator: { entityType: 'DEVICE', id },
        }),
      ),
    )
    const created = made.deeds.flatMap((deed) => ('create' in deed ? [deed.create] : []))
    assert.deepEqual(
      created.map(({ name, type }) => [name, type]),
      [['Room 9', 'room']],
    )
    const [told, ...more] = made.deeds.flatMap((deed) => ('enqueue' in deed ? [deed.enqueue] : []))
    assert.equal(more.length, 0)
    assert.equal(told?.type, 'ENTITY_CREATED')
    assert.deepEqual(told?.originator, created[0]?.ref)
    assert.equal(valueAt(told?.data ?? null, 'name'), 'Room 9')
    assert.equal(made.relations.all.length, 3)
  })

  test('the message can go on as one about the other end', async () => {
    const made = world()
    const bench = await open({ changeOriginatorToRelatedEntity: true }, made)
    const { outputs } = await bench.send({ data: { t: 1 }, metadata: { nr: '1' } })
    assert.deepEqual(outputs[0]?.message.originator, room(1))
  })

  test('the tenant needs no name; the rest must be there, and is not made unasked', async () => {
    const made = world()
    const tenant = await open({ entityType: 'TENANT', entityNamePattern: '' }, made)
    await tenant.send({ data: {} })
    assert.deepEqual(places(made), [`${made.server.tenantId} Contains ${playDevice.id}`])
    const failure = async (config: object, metadata = {}) =>
      (await (await open(config, made)).send({ data: {}, metadata })).failed
    assert.equal(await failure({}, { nr: '7' }), 'There is no asset with the name “Room 7”')
    assert.equal(
      await failure({ entityNamePattern: '${nr}' }, { nr: ' ' }),
      'The message gives no name of the asset',
    )
    assert.equal(await failure({ relationType: '$[how]' }, { nr: '1', how: '' }), undefined)
    assert.equal(
      await failure({ relationType: '${how}' }, { nr: '1', how: '' }),
      'The message gives no type of the relation',
    )
    const views = { entityType: 'ENTITY_VIEW', createEntityIfNotExists: true }
    assert.match((await failure(views, { nr: '7' })) ?? '', /no entity view/)
  })

  test('an end that is deleted meanwhile fails the message, and is no fault of ours', async () => {
    const made = world()
    const gone = Object.assign(new Error('gone'), { name: 'NotFound' })
    made.relations.save = () => Promise.reject(gone)
    const bench = await open({}, made)
    const { failed } = await bench.send({ data: {}, metadata: { nr: '1' } })
    assert.equal(failed, 'One of the two entities does not exist any more')
  })

  test('a kind that can’t be looked up, or none, is refused when the chain is deployed', async () => {
    for (const entityType of [null, 'RULE_CHAIN'])
      await assert.rejects(open({ entityType }, world()), /kind of the entity|entityType/)
  })
})

describe('delete relation', () => {
  const left = async (config: object, metadata: Record<string, string> = {}) => {
    const made = world()
    made.relations.add(
      { from: room(1), to: playDevice, type: 'Contains' },
      { from: room(2), to: playDevice, type: 'Contains' },
      { from: room(1), to: playDevice, type: 'Manages' },
      { from: playDevice, to: room(1), type: 'Contains' },
    )
    const bench = await Bench.open(deleteRelation, { direction: 'TO', ...config }, { world: made })
    const { failed } = await bench.send({ data: {}, metadata })
    return failed ?? places(made)
  }
  const kept = [`room 1 Manages ${playDevice.id}`, `${playDevice.id} Contains room 1`]

  test('all of a type and direction end, or the one with a named entity', async () => {
    assert.deepEqual(await left({}), kept)
    assert.deepEqual(await left({ ...inRoom, deleteForSingleEntity: true }, { nr: '1' }), [
      `room 2 Contains ${playDevice.id}`,
      ...kept,
    ])
  })

  test('that there is none is fine, that the entity is missing is not', async () => {
    assert.equal((await left({ ...inRoom, deleteForSingleEntity: true }, { nr: '3' })).length, 4)
    const single = { ...inRoom, deleteForSingleEntity: true }
    assert.equal(await left(single, { nr: '9' }), 'There is no asset with the name “Room 9”')
  })

  test('a type that comes out empty does not mean all types', async () => {
    assert.equal(
      await left({ relationType: '${type}' }, { type: '' }),
      'The message gives no type of the relation',
    )
  })
})

test('configurations that still name a cache meant the other direction', () => {
  for (const node of [createRelation, deleteRelation]) {
    const upgraded = (old: object) => upgradeConfig(node, old, 0)
    assert.deepEqual(upgraded({ direction: 'TO', entityCacheExpiration: 300 }).config, { direction: 'FROM' })
    assert.equal(upgraded({ direction: 'TO' }).changed, false)
    assert.match(upgraded({ direction: 'up', entityCacheExpiration: 300 }).problem ?? '', /“direction”/)
  }
})
