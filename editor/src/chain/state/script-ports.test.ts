import assert from 'node:assert/strict'
import { test } from 'node:test'
import { literalsReturned } from './script-ports.ts'

test('a switch grows the ports that its script can return', () => {
  assert.deepEqual(
    literalsReturned("if (msg.t > 30) return ['hot', 'alarm']\nreturn msg.t > 20 ? 'warm' : \"cold\";"),
    ['hot', 'alarm', 'warm', 'cold'],
  )
})

test('what is only compared with is no port', () => {
  assert.deepEqual(literalsReturned("return msg.kind == 'a' ? 'left' : 'right'"), ['left', 'right'])
})

test('a comment returns nothing', () => {
  assert.deepEqual(literalsReturned("// return 'never'\nreturn ['yes']"), ['yes'])
})
