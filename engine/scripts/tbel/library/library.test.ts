import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson, stringifyJson } from '../../../rules/json.ts'
import { compileFunction } from '../compile.ts'

function run(script: string, msg = '{}'): string {
  return stringifyJson(compileFunction(`return ${script};`, ['msg'])([parseJson(msg)]))
}

function table(name: string, rows: readonly (readonly [script: string, expected: string])[]): void {
  test(name, () => {
    for (const [script, expected] of rows) assert.equal(run(script), expected, script)
  })
}

table('texts', [
  ['"abc".substring(1)', '"bc"'],
  ['"abc".charAt(1)', '"b"'],
  ['"a.b.c".split("\\\\.")', '["a","b","c"]'],
  ['"a,b,,".split(",")', '["a","b"]'],
  ['"a,b,,".split(",", -1)', '["a","b","",""]'],
  ['"a1b22c".split("[0-9]+")', '["a","b","c"]'],
  ['"".split(",")', '[""]'],
  ['"a.b".split(".")', '[]'],
  ['"x-y-z".replace("-", "+")', '"x+y+z"'],
  ['"john smith".replaceAll("(\\\\w+) (\\\\w+)", "$2 $1")', '"smith john"'],
  ['"a.b.c".replaceFirst("\\\\.", "-")', '"a-b.c"'],
  ['"  x ".trim()', '"x"'],
  ['"abc".hashCode()', '96354'],
  ['"abc".compareTo("abd")', '-1'],
  ['"%05.2f|%x|%s".formatted(3.14159, 255, null)', '"03.14|ff|null"'],
  ['String.format("%010d", 123)', '"0000000123"'],
  ['String.format("%,d", 1234567)', '"1,234,567"'],
  ['String.join("-", "a", "b")', '"a-b"'],
  ['"ß".toUpperCase()', '"SS"'],
  ['Character.isDigit("5")', 'true'],
])

table('lists', [
  ['[3, 1, 2].toSorted()', '[1,2,3]'],
  ['["b", 10, 9].toSorted()', '[10,9,"b"]'],
  ['["10", "9"].toSorted(false)', '["10","9"]'],
  ['[1, 2, 3].slice(-2)', '[2,3]'],
  ['[1, 2, 3].slice(1, 2)', '[2]'],
  ['[1, 2, 3].toSpliced(1, 1, 9, 8)', '[1,9,8,3]'],
  ['[1, 2, 3].indexOf(2.0)', '-1'],
  ['[1, [2, 3]].join(";")', '"1;2,3"'],
  ['[1, 2].with(1, 9)', '[1,9,2]'],
  ['[1, 2].concat([3])', '[1,2,3]'],
  ['[1, 2].memorySize()', '16'],
  ['[1, 2].containsAll([2])', 'true'],
  ['toSet([3, 1, 3]).toList()', '[3,1]'],
  ['[1, 2].toString()', '"[1, 2]"'],
])

table('maps', [
  ['{b: 1, a: 2}.toSorted()', '{"a":2,"b":1}'],
  ['{b: 2, a: 1}.toSortedByValue()', '{"a":1,"b":2}'],
  ['{a: "x", b: "x", c: "y"}.toInverted()', '{"x":["a","b"],"y":"c"}'],
  ['{a: 1}.getOrDefault("b", 5)', '5'],
  ['{a: 1, b: 2}.keys()', '["a","b"]'],
  ['{a: 1, b: 2}.toReversed()', '{"b":2,"a":1}'],
  ['{a: 1, b: [1]}.toString()', '"{a=1, b=[1]}"'],
  ['toFlatMap({a: 1, b: {c: 2, d: [1, {e: 3}]}})', '{"a":1,"b.c":2,"b.d.0":1,"b.d.1.e":3}'],
  ['toFlatMap({a: 1, b: {c: 2, d: [1]}}, ["c"], false)', '{"a":1,"d.0":1}'],
])

table('bytes, hexadecimal and base64', [
  ['hexToBytes("0x02FF")', '[2,-1]'],
  ['bytesToHex([72, -1])', '"48FF"'],
  ['btoa("é")', '"w6k="'],
  ['atob("w6k=")', '"é"'],
  ['base64ToHex("u6o=")', '"BBAA"'],
  ['hexToBase64("48656C6C6F")', '"SGVsbG8="'],
  ['bytesToString(["72", "0x65", 108])', '"Hel"'],
  ['parseBytesToInt([1, 2, 3, 4], 1, 2, false)', '770'],
  ['parseBytesToInt([255, 255, 255, 255])', '-1'],
  ['parseBytesToLong([255, 255, 255, 255])', '4294967295'],
  ['parseBytesToFloat(hexToBytes("41EA62CC"))', '29.29824'],
  ['parseHexToInt("ABCD", false)', '52651'],
  ['parseHexToLong("FFFFFFFF")', '4294967295'],
  ['parseHexToDouble("409B04B10CB295EA")', '1729.1729'],
  ['intToHex(-2578)', '"FFF5EE"'],
  ['intToHex(43981, false, true)', '"0xCDAB"'],
  ['longToHex(-255L)', '"FF01"'],
  ['intLongToRadixString(5, 2)', '"00000101"'],
  ['parseByteToBinaryArray(57, 6, false)', '[1,0,0,1,1,1]'],
  ['parseBinaryArrayToInt([1, 0, 0, 1, 1, 1, 1, 1])', '-97'],
])

table('texts to numbers and back', [
  ['parseInt("FF")', '255'],
  ['parseInt("123abc")', '1194684'],
  ['parseInt(" ")', 'null'],
  ['parseInt("-102", 10)', '-102'],
  ['parseLong("FFFFFFFFFF")', '1099511627775'],
  ['parseFloat("29.29824")', '29.29824'],
  ['parseDouble("1.5")', '1.5'],
  ['toFixed(2.5, 0)', '3.0'],
  ['toFixed(-2.675, 2)', '-2.68'],
  ['toFixed(77.94, 1)', '77.9'],
  ['toInt(-2.5)', '-3'],
  ['isDecimal("-1.5e3")', '10'],
  ['isHexadecimal("xyz")', '-1'],
  ['padStart("5", 3, "0")', '"005"'],
  ['Integer.toHexString(-1)', '"ffffffff"'],
  ['Integer.parseInt("zz", 36)', '1295'],
  ['Double.toHexString(1.0)', '"0x1.0p0"'],
])

table('Math, JSON, places and dates', [
  ['Math.max(1, 2.5)', '2.5'],
  ['Math.floor(2.7)', '2.0'],
  ['Math.abs(-5)', '5'],
  ['Math.floorMod(-7, 3)', '2'],
  [
    'JSON.stringify({a: [1, 2.0, null, "x"], b: 0.0 / 0})',
    '"{\\"a\\":[1,2.0,null,\\"x\\"],\\"b\\":\\"NaN\\"}"',
  ],
  ['JSON.parse("{\\"a\\": 1.0, \\"b\\": null}")', '{"a":1.0}'],
  ['JSON.parse("9007199254740993")', '9007199254740993'],
  ['isInsidePolygon(50.5, 30.5, "[[50.0,30.0],[50.0,31.0],[51.0,31.0],[51.0,30.0]]")', 'true'],
  [
    'isInsideCircle(50.6, 30.5, "{\\"latitude\\":50.5,\\"longitude\\":30.5,\\"radius\\":12,\\"radiusUnit\\":\\"KILOMETER\\"}")',
    'true',
  ],
  ['new Date(1700000000123).toISOString()', '"2023-11-14T22:13:20.123Z"'],
  ['new Date("2023-11-14T22:13:20+02:00").getTime()', '1699992800000'],
  ['new Date(1700000000123).getUTCMonth()', '11'],
  ['new Date(1700000000123).toLocaleString("en-US", "America/New_York")', '"11/14/23, 5:13:20 PM"'],
  ['new Date(2023, 11, 14, 22, 13, 20, "America/New_York").toISOString()', '"2023-11-15T03:13:20Z"'],
  ['Date.UTC(2023, 11, 14)', '1699920000000'],
  ['Date.parse("garbage")', '-1'],
  ['new Random(5).nextInt(100)', '87'],
  ['encodeURI("a b%é")', '"a%20b%25%C3%A9"'],
])

test('bad arguments are errors that name what is wrong', () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ['parseInt("10.5")', /not a whole number|“10.5”/],
    ['parseInt("FFF")', /even number of digits/],
    ['hexToBytes("123")', /even length/],
    ['hexToBytes("")', /empty/],
    ['atob("a")', /not base64/],
    ['parseBytesToInt([1, 2], 0, 5)', /not within 2 bytes/],
    ['bytesToString([256])', /not a byte/],
    ['toFixed(null, 2)', /needs a number/],
    ['"abc".substring(5)', /outside of a text of 3/],
    ['new Date("2023-11-14")', /not a date with a time/],
    ['new Date(2023, 2, 30)', /has no day 30/],
    ['JSON.parse("{")', /JSON\.parse/],
    ['isInsidePolygon(1, 1, "")', /empty/],
    ['Integer.parseInt("abc")', /not a whole number/],
    ['"a".replaceAll("(", "")', /not closed/],
    ['"a" ~= "a{2,1}"', /wrong order/],
    ['String.format("%d", "x")', /needs a whole number/],
    ['String.format("%d")', /no argument/],
    ['encodeURI()', /takes 1 arguments/],
    ['[1].shift(1)', /can’t be called with 1/],
  ]
  for (const [script, why] of rows) assert.throws(() => run(script), why, script)
})
