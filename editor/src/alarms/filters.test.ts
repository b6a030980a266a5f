import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Filters, filtersIn, isNarrowed, listQuery, noFilters, orderOf, paramsOf } from './filters.ts'

test('an address says what the list shows, and nothing that is so anyway', () => {
  assert.equal(paramsOf(noFilters).toString(), '')
  const filters: Filters = {
    state: 'CLEARED',
    severities: ['CRITICAL', 'MINOR'],
    types: ['High, very', 'Dry'],
    text: 'boiler',
    mine: true,
    entity: '13e1',
    sort: 'severity',
    order: 'DESC',
    page: 3,
  }
  assert.deepEqual(filtersIn(paramsOf(filters)), filters)
})

test('an address with nonsense shows what an address without it shows', () => {
  const params = new URLSearchParams('state=WILD&severity=AWFUL&sort=ack&order=up&page=-2')
  assert.deepEqual(filtersIn(params), noFilters)
})

test('a list of cleared alarms begins with those that were cleared last', () => {
  const part = { state: 'CLEARED', page: 0, pageSize: 10 } as const
  assert.equal(listQuery(noFilters, part, 'me').sortProperty, 'clearTs')
  assert.equal(listQuery({ ...noFilters, sort: 'type' }, part, 'me').sortProperty, 'type')
})

test('open alarms begin with the most severe, unless another order is asked for', () => {
  const natural = { sortProperty: 'severity', sortOrder: 'ASC' }
  assert.deepEqual(orderOf(noFilters, 'NEEDS_PERSON'), natural)
  assert.deepEqual(orderOf({ sort: 'createdTime', order: 'ASC' }, 'NEEDS_PERSON'), {
    sortProperty: 'createdTime',
    sortOrder: 'ASC',
  })
  assert.deepEqual(orderOf(noFilters, 'ALL'), { sortProperty: 'createdTime', sortOrder: 'DESC' })
})

test('what is not asked for does not narrow the question', () => {
  const query = listQuery(noFilters, { state: 'OPEN', page: 0, pageSize: 10 }, 'me')
  assert.ok(!('severityList' in query || 'typeList' in query || 'assigneeId' in query))
  assert.equal(isNarrowed(noFilters), false)
  assert.equal(isNarrowed({ ...noFilters, mine: true }), true)
  assert.equal(
    listQuery({ ...noFilters, mine: true }, { state: 'ALL', page: 0, pageSize: 1 }, 'me').assigneeId,
    'me',
  )
})
