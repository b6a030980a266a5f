import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import type { TFunction } from 'i18next'
import { messageWord } from './message-words.ts'

const words = JSON.parse(readFileSync(new URL('../words/en/messages.json', import.meta.url), 'utf8')) as {
  readonly type: Readonly<Record<string, string>>
}
const t = ((key: string, { defaultValue }: { defaultValue: string }) =>
  words.type[key.replace('messages:type.', '')] ?? defaultValue) as unknown as TFunction

const alarm = '{"id":{"entityType":"ALARM","id":"ad01e2c0"},"createdTime":1795384634092,"type":"Too h'
const device =
  '{"id":{"entityType":"DEVICE","id":"ac958c60"},"name":"Boiler 7 {\\"entityType\\":\\"ALARM\\"}"}'

describe('a type of message in words', () => {
  const cases: [type: string, data: string, said: string][] = [
    ['ENTITY_CREATED', device, 'Added'],
    ['ENTITY_CREATED', alarm, 'Alarm raised'],
    ['ENTITY_UPDATED', alarm, 'Alarm changed'],
    ['ENTITY_DELETED', '{"id":{"id":"ad01e2c0","entityType":"ALARM"}}', 'Alarm deleted'],
    ['ALARM_ACK', alarm, 'Alarm acknowledged'],
    ['ALARM_CLEAR', alarm, 'Alarm cleared'],
    ['COMMENT_CREATED', alarm, 'Alarm commented'],
    ['RELATION_ADD_OR_UPDATE', '{"from":{}}', 'Relation added'],
    ['SHIFT_ENDED', '{}', 'SHIFT_ENDED'],
    ['POST_TELEMETRY_REQUEST', 'not { JSON', 'Telemetry'],
  ]
  for (const [type, data, said] of cases)
    it(`${type} with ${data.slice(0, 30)} is “${said}”`, () => {
      assert.equal(messageWord(t, type, data), said)
    })

  it('has one for every type that the message type switch knows', () => {
    const source = readFileSync(
      new URL('../../../nodes/filter/message-type-switch.ts', import.meta.url),
      'utf8',
    )
    const types = [...source.matchAll(/^ {2}([A-Z_]+): '/gm)].map((match) => String(match[1]))
    assert.ok(types.length > 30)
    assert.deepEqual(
      types.filter((type) => words.type[type] === undefined),
      [],
    )
  })
})
