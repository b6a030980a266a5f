import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { editable, parseValue, readable } from './attribute-value.ts'

describe('an attribute typed by a person', () => {
  it('is a number, a switch or JSON where it reads as one, else text', () => {
    assert.deepEqual(['21.5', ' true ', '{"a":1}', 'eco', '12 Main St'].map(parseValue), [
      21.5,
      true,
      { a: 1 },
      'eco',
      '12 Main St',
    ])
  })

  it('stays what it was when it is opened and saved unchanged', () => {
    for (const value of [7, true, 'eco', '007', '42', 'true', { a: [1] }, null]) {
      assert.deepEqual(parseValue(editable(value)), value)
    }
  })

  it('is shown as a moment when it is one', () => {
    assert.match(readable('lastActivityTime', 1_760_000_000_000), /2025/)
    assert.equal(readable('counts', 5), '5')
  })
})
