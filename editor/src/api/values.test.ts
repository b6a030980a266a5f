import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fromText, mergeValues } from './values.ts'

describe('live values', () => {
  it('gives numbers and booleans their type back and leaves other text alone', () => {
    assert.deepEqual(['21.5', '-3', '1e3', 'true', 'eco', '', '0x10'].map(fromText), [
      21.5,
      -3,
      1000,
      true,
      'eco',
      '',
      '0x10',
    ])
  })

  it('does not round a number that is too long to be exact', () => {
    assert.equal(fromText('9007199254740993123'), '9007199254740993123')
  })

  it('keeps what did not change and drops what was deleted', () => {
    const first = mergeValues(new Map(), { data: { temperature: [[5, '21.5']], mode: [[4, 'eco']] } })
    const next = mergeValues(first, { data: { temperature: [[9, '22']], mode: [[0, '']] } })
    assert.deepEqual([...next], [['temperature', { ts: 9, value: 22 }]])
  })

  it('does not invent a value for a key that was asked for and has none', () => {
    assert.equal(mergeValues(new Map(), { data: { humidity: [[5, null]] } }).size, 0)
  })
})
