import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readPlan } from '../../../engine/calculated-fields/kinds.ts'
import type { Json } from '../../../engine/calculated-fields/read.ts'
import { createScripts } from '../../../engine/scripts/scripts.ts'
import { draftOf } from './model.ts'
import { placeOf } from './problems.ts'

const latest = (key: string, more: object = {}) => ({ refEntityKey: { key, type: 'TS_LATEST' }, ...more })
const output = { type: 'TIME_SERIES', name: 'out' }
const relation = { direction: 'FROM', relationType: 'Contains' }
const metric = { function: 'AVG', input: { type: 'key', key: 't' } }
const interval = { type: 'HOUR', tz: 'UTC' }
const good: Readonly<Record<string, Json>> = {
  SIMPLE: { arguments: { t: latest('t') }, expression: 't', output },
  SCRIPT: { arguments: { t: latest('t') }, expression: 'return {};', output },
  PROPAGATION: { relation, arguments: { t: latest('t') }, output },
  RELATED_ENTITIES_AGGREGATION: {
    relation,
    arguments: { t: latest('t') },
    metrics: { m: metric },
    deduplicationIntervalInSec: 60,
    output,
  },
  ENTITY_AGGREGATION: { arguments: { t: latest('t') }, metrics: { m: metric }, interval, output },
  GEOFENCING: {
    entityCoordinates: { latitudeKeyName: 'lat', longitudeKeyName: 'lon' },
    zoneGroups: { home: { perimeterKeyName: 'p', reportStrategy: 'REPORT_PRESENCE_STATUS_ONLY' } },
    output,
  },
  ALARM: {
    arguments: { t: latest('t') },
    createRules: {
      MAJOR: { condition: { type: 'SIMPLE', expression: { type: 'TBEL', expression: 'return true;' } } },
    },
  },
}

const scripts = createScripts()

/** What the server says of a configuration, and where the form shows it. */
async function placed(type: string, part: Json): Promise<string> {
  const configuration = { type, ...good[type], ...part }
  const entity = { entityType: 'DEVICE', id: '00000000-0000-4000-8000-000000000001' }
  try {
    readPlan({ type, name: 'n', entity, configuration, scripts: await scripts })
  } catch (error) {
    const { part: where, row } = placeOf(
      (error as Error).message,
      draftOf({ name: 'n', type, configuration }),
    )
    return row === undefined ? where : `${where} ${row}`
  }
  return 'nothing is wrong'
}

test('each sentence of the server stands at the part of the form that it speaks of', async () => {
  for (const type of Object.keys(good)) assert.equal(await placed(type, {}), 'nothing is wrong', type)
  const cases: readonly (readonly [type: string, part: Json, where: string])[] = [
    ['SIMPLE', { arguments: {} }, 'arguments'],
    ['SIMPLE', { arguments: { t: {} } }, 'arguments t'],
    ['SIMPLE', { arguments: { t: latest('') } }, 'arguments t'],
    ['SIMPLE', { arguments: { ctx: latest('t') } }, 'arguments ctx'],
    ['SIMPLE', { arguments: { 'a b': latest('t') } }, 'arguments a b'],
    ['SIMPLE', { arguments: { t: { refEntityKey: { key: 't', type: 'TS_ROLLING' } } } }, 'arguments'],
    [
      'SIMPLE',
      { arguments: { t: latest('t', { refEntityId: { entityType: 'DEVICE', id: '' } }) } },
      'arguments t',
    ],
    ['SIMPLE', { expression: 't +' }, 'expression'],
    ['SIMPLE', { expression: 'other * 2' }, 'expression'],
    ['SIMPLE', { output: { type: 'TIME_SERIES', name: '' } }, 'output'],
    ['SIMPLE', { output: { ...output, decimalsByDefault: 16 } }, 'output'],
    ['SCRIPT', { expression: '' }, 'expression'],
    ['SCRIPT', { expression: 'return {' }, 'expression'],
    [
      'SCRIPT',
      {
        arguments: {
          t: latest('t', {
            refDynamicSourceConfiguration: {
              type: 'RELATION_PATH_QUERY',
              levels: [relation, relation, relation],
            },
          }),
        },
      },
      'arguments t',
    ],
    ['PROPAGATION', { relation: { direction: 'FROM', relationType: '' } }, 'relation'],
    ['PROPAGATION', { applyExpressionToResolvedArguments: true, expression: ' ' }, 'expression'],
    ['RELATED_ENTITIES_AGGREGATION', { metrics: {} }, 'metrics'],
    ['RELATED_ENTITIES_AGGREGATION', { metrics: { m: { function: 'AVG' } } }, 'metrics m'],
    ['RELATED_ENTITIES_AGGREGATION', { metrics: { m: { ...metric, filter: 'return (' } } }, 'metrics'],
    [
      'RELATED_ENTITIES_AGGREGATION',
      { metrics: { m: { function: 'AVG', input: { type: 'function', function: '' } } } },
      'metrics',
    ],
    ['RELATED_ENTITIES_AGGREGATION', { deduplicationIntervalInSec: 5 }, 'interval'],
    ['ENTITY_AGGREGATION', { interval: { type: 'HOUR', tz: 'Nowhere' } }, 'interval'],
    ['ENTITY_AGGREGATION', { interval: { type: 'CUSTOM', tz: 'UTC', durationSec: 5 } }, 'interval'],
    ['ENTITY_AGGREGATION', { interval: { ...interval, offsetSec: 4000 } }, 'interval'],
    ['GEOFENCING', { zoneGroups: {} }, 'zoneGroups'],
    [
      'GEOFENCING',
      { zoneGroups: { home: { reportStrategy: 'REPORT_PRESENCE_STATUS_ONLY' } } },
      'zoneGroups home',
    ],
    ['GEOFENCING', { entityCoordinates: { latitudeKeyName: '', longitudeKeyName: 'x' } }, 'coordinates'],
    ['ALARM', { createRules: {} }, 'rules'],
    ['ALARM', { createRules: { MAJOR: { condition: { type: 'SIMPLE' } } } }, 'rules MAJOR'],
    ['ALARM', { clearRule: { condition: { type: 'DURATION' } } }, 'rules clearRule'],
  ]
  for (const [type, part, where] of cases)
    assert.equal(await placed(type, part), where, `${type} ${JSON.stringify(part)}`)
})
