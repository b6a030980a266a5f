import assert from 'node:assert/strict'
import { test } from 'node:test'
import { onEveryDatabase } from './every-database.ts'
import { BadQuery, Conflict, NotFound } from './store.ts'

const graph = (name: string) => ({
  firstNodeIndex: 0,
  nodes: [{ type: 'filter/script', name, configuration: {} }],
  connections: [],
})

onEveryDatabase('devices', (ground) => {
  test('a new device has a time-based id, the default profile and a token of 20 letters and digits', async () => {
    const { store, clock } = ground()
    const device = await store.devices.create({ name: 'thermometer' })
    assert.match(device.id, /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.equal(device.createdTime, clock.time)
    assert.equal(device.type, 'default')
    const credentials = await store.devices.credentials(device.id)
    assert.match(credentials?.credentialsId ?? '', /^[A-Za-z0-9]{20}$/)
    assert.deepEqual(await store.devices.byCredentials(credentials?.credentialsId ?? ''), {
      device,
      credentials,
    })
    assert.deepEqual(await store.devices.getByName('thermometer'), device)
    assert.equal(await store.devices.byCredentials('nobody\0'), null)
    assert.equal(await store.devices.get('not a uuid'), null)
  })

  test('devices that were active when they were last written are told, and others are not', async () => {
    const { store, clock } = ground()
    const [on, off, other] = await Promise.all(
      ['is on', 'is off', 'never seen'].map((name) => store.devices.create({ name })),
    )
    const save = (id: string, active: boolean) =>
      store.attributes.save({ entityType: 'DEVICE', id }, 'SERVER_SCOPE', { active }, clock.time)
    await Promise.all([save(on?.id ?? '', true), save(off?.id ?? '', false)])
    const active = await store.devices.activeIds()
    assert.deepEqual(
      [on, off, other].map((device) => active.includes(device?.id ?? '')),
      [true, false, false],
    )
  })

  test('a type that is new makes its profile', async () => {
    const { store } = ground()
    const [first, second] = [
      await store.devices.create({ name: 'pump 1', type: 'pump' }),
      await store.devices.create({ name: 'pump 2', type: 'pump' }),
    ]
    assert.equal(first.profileId, second.profileId)
    assert.equal((await store.profiles.byName('pump'))?.id, first.profileId)
    assert.ok((await store.devices.types()).includes('pump'))
    await assert.rejects(store.profiles.remove(first.profileId), Conflict)
  })

  test('names, tokens and credentials are given once', async () => {
    const { store } = ground()
    const first = await store.devices.create({ name: 'one' }, { accessToken: 'token-one' })
    const second = await store.devices.create({ name: 'two' })
    await assert.rejects(store.devices.create({ name: 'one' }), Conflict)
    await assert.rejects(store.devices.create({ name: 'three' }, { accessToken: 'token-one' }), Conflict)
    assert.equal(
      await store.devices.getByName('three'),
      null,
      'a device without credentials is not left behind',
    )
    await assert.rejects(store.devices.update(second.id, { name: 'one' }), Conflict)
    const taken = {
      credentialsType: 'ACCESS_TOKEN',
      credentialsId: 'token-one',
      credentialsValue: null,
    } as const
    await assert.rejects(store.devices.updateCredentials({ ...taken, deviceId: second.id }), Conflict)
    assert.equal(
      (await store.devices.updateCredentials({ ...taken, deviceId: first.id })).credentialsId,
      'token-one',
    )
    await assert.rejects(
      store.devices.update('10000000-0000-1000-8000-000000000000', { name: 'x' }),
      NotFound,
    )
  })

  test('an update keeps what it does not mention', async () => {
    const { store } = ground()
    const made = await store.devices.create({
      name: 'kept',
      label: 'Label',
      additionalInfo: { gateway: true },
    })
    const renamed = await store.devices.update(made.id, { name: 'renamed', additionalInfo: null })
    assert.deepEqual(renamed, { ...made, name: 'renamed', additionalInfo: null })
  })

  test('a removed device takes everything of its own along', async () => {
    const { store, entity } = ground()
    const [{ id }, other] = [await store.devices.create({ name: 'gone' }), entity()]
    for (const ref of [{ entityType: 'DEVICE', id }, other]) {
      await store.telemetry.save(ref, 1, 0, { a: 1 }, { history: true, latest: true, ttl: 0 })
      await store.attributes.save(ref, 'SERVER_SCOPE', { a: 1 }, 1)
    }
    assert.equal(await store.devices.remove(id), true)
    assert.equal(await store.devices.remove(id), false)
    const kept = async (ref: { entityType: string; id: string }) => [
      Object.keys(await store.telemetry.latestAll(ref)).length,
      (await store.attributes.rows(ref, null, null)).length,
    ]
    assert.deepEqual(await kept({ entityType: 'DEVICE', id }), [0, 0])
    assert.deepEqual(await kept(other), [1, 1])
    assert.equal(await store.devices.credentials(id), null)
  })

  test('lists are paged, searched and sorted as the cloud does', async () => {
    const { store } = ground()
    for (const name of ['List-c', 'list-a', 'LIST_b', 'list%d'])
      await store.devices.create({ name, type: 'listed' })
    const list = async (link: object) => {
      const { data, ...totals } = await store.devices.list(
        { page: 0, pageSize: 10, ...link },
        { type: 'listed' },
      )
      return [data.map(({ name }) => name), totals]
    }
    const all = { totalElements: 4, totalPages: 1, hasNext: false }
    assert.deepEqual(await list({}), [['List-c', 'list-a', 'LIST_b', 'list%d'], all])
    assert.deepEqual(await list({ textSearch: 'LIST-' }), [
      ['List-c', 'list-a'],
      { ...all, totalElements: 2 },
    ])
    assert.deepEqual(await list({ textSearch: '_' }), [['LIST_b'], { ...all, totalElements: 1 }])
    assert.deepEqual(await list({ textSearch: '%' }), [['list%d'], { ...all, totalElements: 1 }])
    assert.deepEqual(await list({ textSearch: '\\' }), [
      [],
      { totalElements: 0, totalPages: 0, hasNext: false },
    ])
    const pages = { totalElements: 4, totalPages: 2, hasNext: true }
    assert.deepEqual((await list({ pageSize: 3 }))[1], pages)
    assert.deepEqual(await list({ pageSize: 3, page: 7 }), [[], { ...pages, hasNext: false }])
    const newest = await list({ sortProperty: 'createdTime', sortOrder: 'DESC', pageSize: 1 })
    assert.equal((newest[0] as string[]).length, 1)
    await assert.rejects(list({ sortProperty: 'name; drop table device' }), BadQuery)
    await assert.rejects(list({ sortProperty: 'constructor' }), BadQuery)
    await assert.rejects(list({ page: -1 }), BadQuery)
  })
})

onEveryDatabase('rule chains, users and the rest', (ground) => {
  test('exactly one device profile is the default', async () => {
    const { store } = ground()
    const first = await store.profiles.default()
    const second = await store.profiles.create({ name: 'second', isDefault: true })
    assert.equal((await store.profiles.default()).id, second.id)
    assert.equal((await store.profiles.update(second.id, { isDefault: false })).isDefault, true)
    await assert.rejects(store.profiles.remove(second.id), Conflict)
    await store.profiles.update(first.id, { isDefault: true })
    assert.equal(await store.profiles.remove(second.id), true)
    await assert.rejects(store.profiles.create({ name: first.name }), Conflict)
  })

  test('a chain goes from draft to live, and every version stays', async () => {
    const { store } = ground()
    const { id } = await store.chains.create({
      name: 'Main',
      type: 'CORE',
      root: true,
      additionalInfo: { description: 'd' },
    })
    assert.deepEqual([await store.chains.live(id), (await store.chains.get(id))?.root], [null, false])
    const by = { userId: null, note: 'first', summary: '1 added' }
    const draft = await store.chains.saveDraft(id, graph('a'), { userId: null, revision: null })
    assert.deepEqual([draft.revision, draft.basedOn], [1, 0])
    const live = await store.chains.deploy(id, graph('a'), by)
    assert.deepEqual([live.liveVersion, live.hasDraft], [1, false])
    await store.chains.deploy(id, graph('b'), { ...by, note: 'second' })
    assert.deepEqual(await store.chains.live(id), graph('b'))
    assert.deepEqual(await store.chains.version(id, 1), graph('a'))
    assert.deepEqual(
      (await store.chains.versions(id)).map(({ version, note }) => [version, note]),
      [
        [2, 'second'],
        [1, 'first'],
      ],
    )
    assert.equal((await store.chains.saveDraft(id, graph('c'), { userId: null, revision: null })).basedOn, 2)
  })

  test('two people can’t overwrite each other’s draft unseen', async () => {
    const { store } = ground()
    const { id } = await store.chains.create({ name: 'Shared', type: 'CORE' })
    const save = (name: string, revision: number | null) =>
      store.chains.saveDraft(id, graph(name), { userId: null, revision })
    await save('a', null)
    await assert.rejects(save('b', null), Conflict)
    assert.equal((await save('b', 1)).revision, 2)
    await assert.rejects(save('c', 1), Conflict)
    assert.deepEqual((await store.chains.draft(id))?.graph, graph('b'))
    await store.chains.dropDraft(id)
    assert.equal(await store.chains.draft(id), null)
  })

  test('the root chain and one that a profile uses stay', async () => {
    const { store } = ground()
    const [root, used, free] = await Promise.all(
      ['Root', 'Used', 'Free'].map((name) => store.chains.create({ name, type: 'CORE' })),
    )
    assert.ok(root && used && free)
    await store.chains.setRoot(free.id)
    await store.chains.setRoot(root.id)
    assert.equal((await store.chains.root())?.id, root.id)
    await store.profiles.create({ name: 'uses a chain', defaultRuleChainId: used.id })
    await assert.rejects(store.chains.remove(root.id), Conflict)
    await assert.rejects(store.chains.remove(used.id), Conflict)
    assert.equal(await store.chains.remove(free.id), true)
    await assert.rejects(store.chains.setRoot(free.id), NotFound)
    assert.equal((await store.chains.root())?.id, root.id, 'the root stays when its successor does not exist')
  })

  test('users are found by e-mail in any case, and their secrets are apart', async () => {
    const { store } = ground()
    const nobody = { firstName: null, lastName: null, phone: null, customerId: null, additionalInfo: null }
    const user = await store.users.create({ ...nobody, email: 'Ada@Example.com', authority: 'TENANT_ADMIN' })
    assert.deepEqual(await store.users.byEmail('ada@example.COM'), user)
    await assert.rejects(
      store.users.create({ ...nobody, email: 'ADA@example.com', authority: 'SYS_ADMIN' }),
      Conflict,
    )
    await store.users.saveSecrets(user.id, { passwordHash: 'hash', failedLogins: 3 })
    await store.users.saveSecrets(user.id, { lockedUntil: 99, failedLogins: 0 })
    assert.deepEqual(await store.users.secrets(user.id), {
      userId: user.id,
      enabled: true,
      passwordHash: 'hash',
      tokensValidFrom: 0,
      failedLogins: 0,
      lockedUntil: 99,
      lastLogin: null,
    })
    assert.equal(JSON.stringify(await store.users.list({ page: 0, pageSize: 9 })).includes('hash'), false)
    assert.equal((await store.users.update(user.id, { firstName: 'Ada' })).firstName, 'Ada')
    assert.equal(await store.users.remove(user.id), true)
    assert.equal(await store.users.count(), 0)
  })

  test('dead letters come newest first and keep their bytes', async () => {
    const { store, entity } = ground()
    const letter = (time: number) => ({
      id: entity().id,
      time,
      queue: 'Main',
      chainId: null,
      nodeId: null,
      nodeName: 'REST',
      reason: 'refused\0',
      attempts: 3,
      originator: entity(),
      messageType: 'POST_TELEMETRY_REQUEST',
      record: Uint8Array.of(0, 255, 1),
    })
    const [old, young] = [letter(1), letter(2)]
    for (const each of [old, young, young]) await store.deadLetters.add(each)
    const { data, totalElements } = await store.deadLetters.list({ page: 0, pageSize: 9 })
    assert.deepEqual([data.map(({ id }) => id), totalElements], [[young.id, old.id], 2])
    const found = await store.deadLetters.get(old.id)
    assert.deepEqual([...(found?.record ?? [])], [0, 255, 1])
    assert.equal(await store.deadLetters.remove(old.id), true)
    assert.equal(await store.deadLetters.count(), 1)
  })

  test('settings keep any document, and the tenant stays the same', async () => {
    const { store, reopen } = ground()
    await store.settings.set('key', { a: [1, null] })
    await store.settings.set('key', { a: [2] })
    const { tenantId } = store
    const again = await reopen()
    assert.deepEqual(await again.settings.get('key'), { a: [2] })
    assert.equal(await again.settings.get('none'), null)
    assert.equal(again.tenantId, tenantId)
  })
})
