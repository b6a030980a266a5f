/** What the editor says about the functions of JavaScript that scripts use. */
import { wordsOf } from './words.ts'

export const globalWords = wordsOf(`
  parseInt(text, radix?) Whole number at the start of a text, or NaN
  parseFloat(text) Number at the start of a text, or NaN
  isNaN(value) Whether a value is no number
  isFinite(value) Whether a value is a finite number
  encodeURIComponent(text) Text with what a part of a URI can't hold escaped
  decodeURIComponent(text) Text with the escapes of a URI undone
  encodeURI(text) Text with what a URI can't hold escaped
  decodeURI(text) Text with the escapes of a URI undone
  Number(value) As a number, or NaN
  String(value) As a text
  Boolean(value) Whether a value counts as true
`)

export const staticWords = wordsOf(`
  Math.abs(number) Without its sign
  Math.ceil(number) Rounded up
  Math.floor(number) Rounded down
  Math.round(number) Rounded half up
  Math.trunc(number) Without its fraction
  Math.sign(number) -1, 0 or 1
  Math.max(…numbers) The largest
  Math.min(…numbers) The smallest
  Math.pow(base, exponent) Power
  Math.sqrt(number) Square root
  Math.cbrt(number) Cube root
  Math.exp(number) e to the power of a number
  Math.log(number) Natural logarithm
  Math.log10(number) Logarithm to base 10
  Math.log2(number) Logarithm to base 2
  Math.sin(radians) Sine
  Math.cos(radians) Cosine
  Math.tan(radians) Tangent
  Math.atan2(y, x) Angle of a point in radians
  Math.hypot(…numbers) Square root of the sum of squares
  Math.random() A number from 0 to below 1
  JSON.parse(text) Value of a JSON text
  JSON.stringify(value, replacer?, indent?) JSON text of a value
  Object.keys(object) List of its keys
  Object.values(object) List of its values
  Object.entries(object) List of pairs of key and value
  Object.assign(target, …sources) Copies keys into the target
  Object.fromEntries(pairs) Object of pairs of key and value
  Object.hasOwn(object, key) Whether it has such a key itself
  Array.isArray(value) Whether a value is a list
  Array.from(source, change?) List of a text, a list or {length}
  Array.of(…items) List of its arguments
  Number.isInteger(value) Whether a value is a whole number
  Number.isFinite(value) Whether a value is a finite number
  Number.isNaN(value) Whether a value is NaN
  Number.parseFloat(text) Number at the start of a text, or NaN
  Number.parseInt(text, radix?) Whole number at the start of a text, or NaN
  String.fromCharCode(…codes) Text of character codes
  Date.now() Milliseconds since 1970
  Date.parse(text) Milliseconds of a date in a text
  Date.UTC(year, month?, day?, …parts) Milliseconds of a date in UTC; months count from 0
`)

/** Methods by the kind of value that has them. */
export const methodWords = new Map([
  [
    'list',
    wordsOf(`
  at(index) Element at a place; negative ones count from the end
  concat(…lists) A new list of all
  every(test) Whether the test holds for all elements
  fill(value, from?, to?) Puts a value at all places
  filter(test) The elements for which the test holds
  find(test) The first element for which the test holds
  findIndex(test) Its place, or -1
  findLast(test) The last element for which the test holds
  flat(levels?) With lists in it laid open
  flatMap(change) What each becomes, with lists laid open
  forEach(act) Does something with each element
  includes(value, from?) Whether a value is in it
  indexOf(value, from?) Place of the first such value, or -1
  join(separator?) Text of all elements
  lastIndexOf(value, from?) Place of the last such value, or -1
  map(change) A list of what each element becomes
  pop() Takes the last element out
  push(…values) Appends values
  reduce(step, start?) One value of all elements
  reduceRight(step, start?) One value of all elements, from the end
  reverse() Turns the list itself around
  shift() Takes the first element out
  slice(from?, to?) Part of the list
  some(test) Whether the test holds for any element
  sort(order?) Sorts the list itself, as texts unless an order is given
  splice(start, deleteCount?, …values) Takes elements out and puts others in
  toReversed() A copy that is turned around
  toSorted(order?) A sorted copy
  unshift(…values) Puts values in front
`),
  ],
  [
    'text',
    wordsOf(`
  charAt(index) Character at a place
  charCodeAt(index) Code of the character at a place
  codePointAt(index) Code point at a place
  endsWith(part, to?) Whether it ends so
  includes(part, from?) Whether it has such a part
  indexOf(part, from?) Place of the first such part, or -1
  lastIndexOf(part, from?) Place of the last such part, or -1
  localeCompare(other) Negative, 0 or positive by the order of both
  match(pattern) What a regular expression finds
  matchAll(pattern) All that a regular expression finds
  padEnd(length, filler?) Filled up at its end
  padStart(length, filler?) Filled up at its start
  repeat(count) So many times
  replace(pattern, by) With the first match replaced
  replaceAll(pattern, by) With all matches replaced
  search(pattern) Place of the first match, or -1
  slice(from?, to?) Part of the text; negative places count from the end
  split(separator?, limit?) List of the parts between
  startsWith(part, from?) Whether it begins so
  substring(from, to?) Part of the text
  toLowerCase() In small letters
  toUpperCase() In capitals
  trim() Without blanks at both ends
  trimEnd() Without blanks at its end
  trimStart() Without blanks at its start
`),
  ],
  [
    'number',
    wordsOf(`
  toFixed(decimals?) Text with so many decimals
  toPrecision(digits?) Text with so many digits
  toString(radix?) As a text
`),
  ],
  [
    'date',
    wordsOf(`
  getTime() Milliseconds since 1970
  getFullYear() Year
  getMonth() Month from 0
  getDate() Day of the month
  getDay() Day of the week from 0, Sunday
  getHours() Hours
  getMinutes() Minutes
  getSeconds() Seconds
  getMilliseconds() Milliseconds
  getUTCHours() Hours in UTC
  toISOString() As ISO 8601 in UTC
`),
  ],
  ['object', wordsOf('  hasOwnProperty(key) Whether it has such a key itself')],
])
