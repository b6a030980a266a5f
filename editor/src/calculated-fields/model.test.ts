import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { freshDraft } from './fresh.ts'
import {
  configurationOf,
  draftOf,
  inside,
  kinds,
  rowOf,
  withArguments,
  withKeyType,
  withSource,
} from './model.ts'

describe('a calculated field in its form', () => {
  it('comes back as it was, with everything that no form draws', () => {
    const key = { key: 'temperature', type: 'TS_LATEST', scope: null, later: 1 }
    for (const configuration of [
      {
        type: 'SIMPLE',
        arguments: { t: { refEntityKey: key, defaultValue: null, note: 'kept' } },
        expression: 't',
        output: { type: 'TIME_SERIES', name: 'x', strategy: { type: 'RULE_CHAIN', more: true } },
        ofTomorrow: { deep: [1] },
      },
      {
        type: 'GEOFENCING',
        zoneGroups: { home: { perimeterKeyName: 'p', extra: 1 } },
        scheduledUpdateInterval: 60,
      },
      { type: 'ALARM', arguments: { t: {} }, createRules: { CRITICAL: { dashboardId: { id: 'd' } } } },
      { type: 'OF_TOMORROW', some: { thing: 1 }, arguments: {} },
    ]) {
      const { type } = configuration
      assert.deepEqual(configurationOf(draftOf({ name: 'n', type, configuration })), configuration)
    }
  })

  it('keeps what speaks of an argument when that is named otherwise', () => {
    const alarm = freshDraft('ALARM')
    const [row = rowOf('', {})] = alarm.arguments
    const named = withArguments(alarm, [{ ...row, name: 't' }])
    const again = withArguments(named, [{ ...row, name: 'temperature' }])
    assert.match(JSON.stringify(again.rest), /"argument":"temperature"/)
    const over = freshDraft('ENTITY_AGGREGATION')
    const [of = rowOf('', {})] = over.arguments
    const summed = withArguments(over, [{ ...of, name: 'power' }])
    assert.deepEqual(inside(summed.metrics[0]?.value ?? {}, 'input'), { type: 'key', key: 'power' })
  })

  it('forgets what only another kind of value has', () => {
    const rolling = withKeyType(
      { refEntityKey: { key: 'k', type: 'TS_LATEST' }, defaultValue: '5', own: 1 },
      'TS_ROLLING',
    )
    assert.deepEqual(rolling, {
      own: 1,
      limit: 1000,
      timeWindow: 900_000,
      refEntityKey: { key: 'k', type: 'TS_ROLLING', scope: null },
    })
    assert.deepEqual(withSource({ refEntityKey: {} }, 'TENANT', 't1').refEntityId, {
      entityType: 'TENANT',
      id: 't1',
    })
    assert.deepEqual(withSource({ refEntityId: { entityType: 'DEVICE', id: 'd' } }, 'OWNER', 't1'), {
      refEntityId: null,
      refDynamicSourceConfiguration: { type: 'CURRENT_OWNER' },
    })
  })

  it('begins with a form for each kind that the server has', async () => {
    const { fieldTypes } = await import('../../../engine/calculated-fields/kinds.ts')
    assert.deepEqual([...kinds].sort(), [...fieldTypes].sort())
    for (const kind of kinds) assert.equal(freshDraft(kind).rest.type, kind)
  })
})
