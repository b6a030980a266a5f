import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listIn, listParams } from './list-address.ts'

const usual = { sort: 'createdTime', order: 'DESC' } as const
const sorts = ['name', 'createdTime']

test('an address says what a list shows, and what nobody asked for is not in it', () => {
  const cases: [address: string, shown: object, again: string][] = [
    ['', { text: '', ...usual, page: 0 }, ''],
    ['text=boiler&page=2', { text: 'boiler', ...usual, page: 2 }, 'text=boiler&page=2'],
    ['sort=name&order=ASC', { text: '', sort: 'name', order: 'ASC', page: 0 }, 'sort=name&order=ASC'],
    ['sort=password&order=up&page=-1', { text: '', ...usual, page: 0 }, ''],
    ['page=1e99&text=a%26b', { text: 'a&b', ...usual, page: 0 }, 'text=a%26b'],
  ]
  for (const [address, shown, again] of cases) {
    const list = listIn(new URLSearchParams(address), usual, sorts)
    assert.deepEqual(list, shown)
    assert.equal(String(listParams(list, usual)), again)
  }
})
