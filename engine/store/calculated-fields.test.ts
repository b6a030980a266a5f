import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewCalculatedField } from './calculated-fields.ts'
import { onEveryDatabase } from './every-database.ts'

onEveryDatabase('calculated fields', (ground) => {
  const fields = () => ground().store.calculatedFields
  const fieldAt = (entity: { entityType: string; id: string }, parts: Partial<NewCalculatedField> = {}) => ({
    entity,
    type: 'SIMPLE',
    name: 'double',
    debugSettings: null,
    configurationVersion: 0,
    configuration: { type: 'SIMPLE', expression: 'a * 2' },
    additionalInfo: null,
    ...parts,
  })
  let made = 0
  const newDevice = async (profile?: string) => {
    const device = await ground().store.devices.create({
      name: `cf ${++made}`,
      ...(profile && { type: profile }),
    })
    return { ref: { entityType: 'DEVICE', id: device.id }, profileId: device.profileId }
  }

  test('a field is kept as it was given, and its version grows with every save', async () => {
    const { ref } = await newDevice()
    const created = await fields().create(fieldAt(ref, { debugSettings: { failuresEnabled: true } }))
    assert.deepEqual(created.entity, ref)
    assert.deepEqual(created.configuration, { type: 'SIMPLE', expression: 'a * 2' })
    assert.deepEqual(created.debugSettings, { failuresEnabled: true })
    assert.equal(created.version, 1)
    const updated = await fields().update(created.id, fieldAt(ref, { name: 'renamed' }))
    assert.equal(updated.version, 2)
    assert.equal((await fields().get(created.id))?.name, 'renamed')
    assert.equal(await fields().get('no id'), null)
  })

  test('an entity has one field of each type and name', async () => {
    const { ref } = await newDevice()
    await fields().create(fieldAt(ref))
    await assert.rejects(
      fields().create(fieldAt(ref)),
      /Calculated field with such name and type already exists/,
    )
    await fields().create(fieldAt(ref, { type: 'ALARM' }))
    await assert.rejects(
      fields().create(fieldAt(ref, { type: 'ALARM' })),
      /Alarm rule with such type already exists/,
    )
    assert.equal(await fields().countOf(ref.id), 1)
  })

  test('with a device its fields and what they remember go', async () => {
    const { ref } = await newDevice()
    const { id } = await fields().create(fieldAt(ref))
    await fields().saveState({ fieldId: id, entity: ref, value: '{"n":1}', look: null })
    await ground().store.devices.remove(ref.id)
    assert.equal(await fields().get(id), null)
    assert.equal(await fields().state(id, ref.id), null)
  })

  test('with a profile its fields go, and with a device what fields of its profile remember of it', async () => {
    const { ref, profileId } = await newDevice('cf pump')
    const { id } = await fields().create(fieldAt({ entityType: 'DEVICE_PROFILE', id: profileId }))
    await fields().saveState({ fieldId: id, entity: ref, value: '1', look: 5 })
    await ground().store.devices.remove(ref.id)
    assert.equal(await fields().state(id, ref.id), null)
    await ground().store.profiles.remove(profileId)
    assert.equal(await fields().get(id), null)
  })

  test('lists can be filtered by type, entity and name, and say what the entity is called', async () => {
    const { ref } = await newDevice()
    await fields().create(fieldAt(ref, { name: 'first' }))
    await fields().create(fieldAt(ref, { name: 'second', type: 'SCRIPT' }))
    const link = { page: 0, pageSize: 10, sortProperty: 'name' }
    const all = await fields().list(link, { entityIds: [ref.id] })
    assert.deepEqual(
      all.data.map(({ name, entityName }) => [name, entityName]),
      [
        ['first', `cf ${made}`],
        ['second', `cf ${made}`],
      ],
    )
    const scripts = await fields().list(link, { entityIds: [ref.id], types: ['SCRIPT'] })
    assert.deepEqual(
      scripts.data.map(({ name }) => name),
      ['second'],
    )
    assert.equal((await fields().list(link, { entityIds: [ref.id], names: ['third'] })).totalElements, 0)
    assert.ok((await fields().names('SCRIPT', { page: 0, pageSize: 10 })).data.includes('second'))
  })

  test('members of a profile come page by page, each once', async () => {
    const first = await newDevice('cf fan')
    for (let i = 0; i < 4; i++) await newDevice('cf fan')
    const profile = { entityType: 'DEVICE_PROFILE', id: first.profileId }
    const seen: string[] = []
    for (let after: string | null = null; ; ) {
      const found = await fields().members(profile, after, 2)
      if (found.length === 0) break
      seen.push(...found.map(({ id }) => id))
      after = found.at(-1)?.id ?? null
    }
    assert.equal(seen.length, 5)
    assert.equal(new Set(seen).size, 5)
    assert.deepEqual(await fields().members(first.ref, null, 10), [first.ref])
  })

  test('states are replaced, and removed by saving nothing', async () => {
    const { ref } = await newDevice()
    const { id } = await fields().create(fieldAt(ref))
    const state = { fieldId: id, entity: ref, value: '{"text":"a \\"quoted\\" one, {x}"}', look: 77 }
    await fields().saveState(state)
    assert.deepEqual(await fields().state(id, ref.id), state)
    assert.ok((await fields().looks()).some(({ fieldId, look }) => fieldId === id && look === 77))
    await Promise.all([
      fields().saveState({ ...state, value: '2' }),
      fields().saveState({ ...state, value: '3' }),
    ])
    assert.equal((await fields().state(id, ref.id))?.value, '3')
    await fields().saveState({ ...state, value: null, look: null })
    assert.equal(await fields().state(id, ref.id), null)
  })

  test('a state of a field that is gone is nobody’s error', async () => {
    const { ref } = await newDevice()
    const { id } = await fields().create(fieldAt(ref))
    await fields().remove(id)
    await fields().saveState({ fieldId: id, entity: ref, value: '1', look: null })
    assert.equal(await fields().state(id, ref.id), null)
  })

  test('a sweep is noted until it ends, also over a restart', async () => {
    const { ref } = await newDevice()
    const { id } = await fields().create(fieldAt(ref))
    await fields().beginSweep(id)
    await ground().reopen()
    assert.ok((await fields().sweeps()).includes(id))
    await fields().endSweep(id)
    assert.ok(!(await fields().sweeps()).includes(id))
  })

  test('an entity that a field takes arguments from is known', async () => {
    const { ref } = await newDevice()
    const other = await newDevice()
    assert.equal(await fields().nameOfUser(other.ref.id), null)
    const argument = { refEntityId: other.ref, refEntityKey: { key: 't', type: 'TS_LATEST' } }
    await fields().create(fieldAt(ref, { name: 'uses', configuration: { arguments: { a: argument } } }))
    assert.equal(await fields().nameOfUser(other.ref.id), 'uses')
    assert.equal(await fields().nameOfUser(ref.id), null)
  })
})
