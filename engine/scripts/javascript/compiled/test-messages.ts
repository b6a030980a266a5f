/** Messages made at random, and what scripts about them are made of. */
import { diceOf } from './test-dice.ts'

export const numbers =
  '0 1 2 3 7 10 -1 -5 0.5 1.5 2.25 -0.75 100 255 256 1000 65536 2147483647 2147483648 4294967296 9007199254740991 9007199254740993 1e21 1e-7 1.005 0.1 NaN Infinity -Infinity -0 1700000000000'.split(
    ' ',
  )

export const texts = [
  ...[
    '',
    'a',
    'b',
    'abc',
    'Temperature',
    '12',
    '-3.5',
    ' 12 ',
    '0x1F',
    '1e3',
    '0b11',
    '1_000',
    'true',
    'null',
  ],
  ...[
    'undefined',
    'NaN',
    'Infinity',
    'x,y,,z',
    'a-b-c',
    'äöü ß',
    'İstanbul',
    '\u{1F600}!',
    'length',
    'toString',
  ],
  ...[
    'name',
    'on',
    '10',
    '2',
    '007',
    '\t\n x',
    '\u00a0y',
    'ÀÉ',
    'line\nbreak',
    '"quoted"',
    "it's",
    '\\',
    '\u2028',
  ],
  ...[
    '2023-11-14T22:13:20.000Z',
    '{"a":[1,2,{"b":null}]}',
    '[1,2',
    '1.50',
    '+5',
    '.5',
    '5.',
    '1e400',
    '00FB0a',
  ],
]

export const regexes = [
  ...[
    '/a/',
    '/-/g',
    '/\\d+/',
    '/\\d+/g',
    '/[a-z]+/gi',
    '/^\\s+|\\s+$/g',
    '/(\\w)(\\d)?/',
    '/(\\w)=(\\w*)/',
    '/[,;]\\s*/',
  ],
  ...[
    '/^[A-Z]/',
    '/./g',
    '/$/',
    '/x*/g',
    '/(?:a|b)c?/i',
    '/[^\\w]/g',
    '/\\./',
    '/a{2,3}/',
    '/([0-9a-f]{2})/gi',
    '/^.+?:/m',
    '/\\s/',
  ],
]

/** Paths of the messages of `messageOf`. */
export const paths = {
  number: [
    'msg.temperature',
    'msg.humidity',
    'msg.n',
    'msg.big',
    'msg.whole',
    'msg.list[0]',
    'msg.deep.x',
    'msg["n"]',
  ],
  text: [
    'msg.name',
    'msg.text',
    'metadata.deviceName',
    'metadata.ts',
    'msgType',
    'msg.deep.label',
    'msg.hex',
  ],
  truth: ['msg.on', 'msg.off'],
  list: ['msg.list', 'msg.names', 'msg.rows', 'msg.deep.list'],
  object: ['msg', 'metadata', 'msg.deep', 'msg.rows[0]'],
  any: [
    'msg.missing',
    'msg.nothing',
    'msg.any',
    'msg.deep.any',
    'msg?.deep?.x',
    'msg.missing?.x.y',
    'msg.length',
    'msg.values',
  ],
}

/** JSON text of a message, which the exact reader takes: `42.0` and long integers stay what they are. */
export function messageOf(seed: number): string {
  const dice = diceOf(seed)
  const number = () =>
    dice.pick([
      '0',
      '1',
      '-7',
      '21',
      '42.0',
      '-0.0',
      '3.75',
      '1e3',
      '0.1',
      '9007199254740993',
      '-12.5',
      '1700000000123',
      '1e21',
      '100',
      '5e-7',
    ])
  const text = () => JSON.stringify(dice.pick(texts))
  const scalar = () => dice.pick([number(), number(), text(), 'true', 'false', 'null'])
  const list = () => `[${Array.from({ length: dice.roll(5) }, scalar).join(',')}]`
  const members = [
    `"temperature":${dice.oneIn(6) ? scalar() : number()}`,
    `"humidity":${number()}`,
    `"n":${dice.oneIn(4) ? scalar() : number()}`,
    '"big":9007199254740995',
    '"whole":20.0',
    `"name":${dice.oneIn(6) ? scalar() : text()}`,
    `"text":${text()}`,
    '"hex":"00FB0102"',
    '"on":true,"off":false,"nothing":null',
    `"list":${dice.oneIn(25) ? scalar() : list()}`,
    `"names":["b","a",${text()}]`,
    `"rows":[{"v":${number()},"k":${text()}},{"v":${scalar()}}]`,
    `"deep":{"x":${number()},"label":${text()},"list":${list()},"any":${scalar()}}`,
    `"any":${dice.pick([scalar(), list(), '{"a":1}'])}`,
    ...(dice.oneIn(4) ? [`"length":${number()}`] : []),
    ...(dice.oneIn(6) ? [`"values":${list()}`] : []),
    ...(dice.oneIn(9) ? ['"__proto__":{"x":1}', '"constructor":1'] : []),
    ...(dice.oneIn(6) ? ['"10":"ten","2":"two"'] : []),
  ]
  return dice.oneIn(60) ? scalar() : `{${members.filter(() => !dice.oneIn(40)).join(',')}}`
}
