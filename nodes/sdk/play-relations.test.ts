import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RelationsQuery } from '../../engine/rules/entities.ts'
import { PlayRelations } from './play-relations.ts'

const ref = (name: string) => ({ entityType: name.startsWith('d') ? 'DEVICE' : 'ASSET', id: name })

/** house → floor → room → d1, d2; the room comes back to the house. */
function relations(): PlayRelations {
  const made = new PlayRelations([])
  for (const [from, to] of [
    ['house', 'floor'],
    ['floor', 'room'],
    ['room', 'd1'],
    ['room', 'd2'],
    ['room', 'house'],
  ] as const)
    made.add({ from: ref(from), to: ref(to), type: 'Contains' })
  return made
}

async function found(query: Partial<RelationsQuery>): Promise<string[]> {
  const asked = {
    root: ref('house'),
    direction: 'FROM',
    maxLevel: 0,
    fetchLastLevelOnly: false,
    filters: [],
  } as const
  const { direction } = { ...asked, ...query }
  const all = await relations().find({ ...asked, ...query })
  return all.map((relation) => relation[direction === 'FROM' ? 'to' : 'from'].id)
}

test('a walk goes as far as it may, the nearest first, and ends where it was before', async () => {
  assert.deepEqual(await found({ maxLevel: 1 }), ['floor'])
  assert.deepEqual(await found({ maxLevel: 2 }), ['floor', 'room'])
  assert.deepEqual(await found({}), ['floor', 'room', 'd1', 'd2', 'house'])
  assert.deepEqual(await found({ root: ref('d1'), direction: 'TO', maxLevel: 2 }), ['room', 'floor'])
})

test('only the end of the way: the last step, or what has nothing further', async () => {
  assert.deepEqual(await found({ maxLevel: 2, fetchLastLevelOnly: true }), ['room'])
  assert.deepEqual(await found({ fetchLastLevelOnly: true }), ['d1', 'd2'])
})

test('filters choose among what was found, and do not end the walk', async () => {
  const devices = [{ relationType: '', entityTypes: ['DEVICE'] }]
  assert.deepEqual(await found({ filters: devices }), ['d1', 'd2'])
  const others = [{ relationType: 'Contains', entityTypes: [], negate: true }]
  assert.deepEqual(await found({ filters: others }), [])
})
