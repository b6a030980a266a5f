import assert from 'node:assert/strict'
import { it } from 'node:test'
import { goodWay } from './good-way.ts'

it('goes back to the page that was asked for', () => {
  assert.equal(goodWay('/devices/1?tab=2'), '/devices/1?tab=2')
})

it('does not leave for another site, whatever the link says', () => {
  const hostile = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '',
    null,
  ]
  assert.deepEqual(
    hostile.map(goodWay),
    hostile.map(() => '/'),
  )
})
