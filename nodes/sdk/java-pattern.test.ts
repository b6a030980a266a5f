import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameTest } from './sides.ts'

test('patterns of the cloud’s nodes mean here what they mean there', () => {
  const cases: [pattern: string, fits: string[], others: string[]][] = [
    ['(?i)temp', ['TEMP', 'temp', 'Temp'], ['temperature']],
    ['\\Qa.b\\E', ['a.b'], ['axb']],
    ['\\Q[x]+', ['[x]+'], ['x']],
    ['k\\Q(1)\\E\\d', ['k(1)5'], ['k15']],
    ['\\p{Alpha}+', ['temp'], ['t1', 'größe']],
    ['\\P{Digit}+', ['temp'], ['t1']],
    ['[\\p{Upper}_]+', ['A_B'], ['a']],
    ['\\p{IsAlphabetic}+', ['größe'], ['t1']],
    ['a\\_b\\-c\\@d\\"', ['a_b-c@d"'], ['abcd']],
    ['[a\\-z]', ['a', '-', 'z'], ['b']],
    ['\\\\x', ['\\x'], ['x']],
    ['a]', ['a]'], ['a']],
    ['[\\[\\]]', ['[', ']'], ['a']],
    ['(\\w*)Data(\\w*)', ['voltageDataValue'], ['voltage']],
    ['temp|hum', ['temp', 'hum'], ['temphum']],
    ['^temp$', ['temp'], ['xtemp']],
  ]
  for (const [pattern, fits, others] of cases) {
    const isWanted = nameTest([pattern])
    for (const name of fits) assert.equal(isWanted(name), true, `${pattern} fits ${name}`)
    for (const name of others) assert.equal(isWanted(name), false, `${pattern} does not fit ${name}`)
  }
})

test('what no regular expression is stays refused', () => {
  for (const pattern of ['[', '(', '*', 'a++b', '(?x)a', '\\p{Nonsense}'])
    assert.throws(() => nameTest([pattern]), /not a regular expression/, pattern)
})
