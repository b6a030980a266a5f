import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Bench, playDevice, World } from '../sdk/play.ts'
import { upgradeConfig } from '../sdk/upgrade.ts'
import assetProfileSwitch from './asset-profile-switch.ts'
import checkRelation from './check-relation.ts'

const room = { entityType: 'ASSET', id: '784f394c-42b6-435a-983c-b7beff2784f9' }

describe('asset profile switch', () => {
  test('the profile of the asset decides, and an asset that is gone fails', async () => {
    const world = new World()
    world.entities.add(room, { type: 'room' })
    const bench = await Bench.open(assetProfileSwitch, {}, { world })
    const { outputs } = await bench.send({ data: {}, originator: room })
    assert.equal(outputs[0]?.output, 'room')
    world.entities.remove(room)
    const { failed } = await bench.send({ data: {}, originator: room })
    assert.equal(failed, 'The asset of this message does not exist any more, so it has no profile')
  })
})

describe('check relation', () => {
  const answer = async (config: object) => {
    const world = new World()
    world.relations.add(
      { from: room, to: playDevice, type: 'Contains' },
      { from: room, to: playDevice, type: 'Uses', typeGroup: 'RULE_CHAIN' },
    )
    const bench = await Bench.open(checkRelation, config, { world })
    return (await bench.send({ data: {} })).outputs[0]?.output
  }
  const one = { entityType: 'ASSET', entityId: room.id }

  test('asks about one entity, by type and direction', async () => {
    assert.equal(await answer({ ...one, direction: 'TO' }), 'True')
    assert.equal(await answer({ ...one, direction: 'FROM' }), 'False')
    assert.equal(await answer({ ...one, direction: 'TO', relationType: 'contains' }), 'False')
    assert.equal(await answer({ ...one, direction: 'TO', entityType: 'DEVICE' }), 'False')
  })

  test('asks whether there is any, and only of people’s own relations', async () => {
    const any = { checkForSingleEntity: false, entityType: null, entityId: null }
    assert.equal(await answer({ ...any, direction: 'TO' }), 'True')
    assert.equal(await answer({ ...any, direction: 'FROM' }), 'False')
    assert.equal(await answer({ ...any, direction: 'TO', relationType: 'Uses' }), 'False')
  })

  test('an entity that is not named, or by no id, is refused when the chain is deployed', async () => {
    await assert.rejects(answer({}), /its kind and the id/)
    await assert.rejects(answer({ ...one, entityId: 'Room 12' }), /“Room 12” is no id/)
  })

  test('before version 1 directions were meant the other way round', () => {
    const upgraded = upgradeConfig(checkRelation, { direction: 'TO', ...one }, 0)
    assert.deepEqual(upgraded.config, { direction: 'FROM', ...one })
    assert.match(upgradeConfig(checkRelation, { direction: 'UP' }, 0).problem ?? '', /“direction”/)
  })
})
