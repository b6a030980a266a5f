/** What the editor says about the library of TBEL. A test compares the names and arguments with the library. */
import { wordsOf } from './words.ts'

export const functionWords = wordsOf(`
  parseInt(text, radix?) Whole number in a text; null for an empty one
  parseLong(text, radix?) Long in a text
  parseFloat(text, radix?) Float in a text
  parseDouble(text) Double in a text
  parseHexToInt(hex, bigEndian?) Integer of up to 4 bytes in hexadecimal
  parseBigEndianHexToInt(hex) Integer in hexadecimal, most significant byte first
  parseLittleEndianHexToInt(hex) Integer in hexadecimal, least significant byte first
  parseHexToLong(hex, bigEndian?) Long of up to 8 bytes in hexadecimal
  parseBigEndianHexToLong(hex) Long in hexadecimal, most significant byte first
  parseLittleEndianHexToLong(hex) Long in hexadecimal, least significant byte first
  parseHexToFloat(hex, bigEndian?) Float of 4 bytes in hexadecimal
  parseBigEndianHexToFloat(hex) Float in hexadecimal, most significant byte first
  parseLittleEndianHexToFloat(hex) Float in hexadecimal, least significant byte first
  parseHexToDouble(hex, bigEndian?) Double of 8 bytes in hexadecimal
  parseBigEndianHexToDouble(hex) Double in hexadecimal, most significant byte first
  parseLittleEndianHexToDouble(hex) Double in hexadecimal, least significant byte first
  parseHexIntLongToFloat(hex, bigEndian) Whole number in hexadecimal, as a Float
  toFixed(number, decimals) Rounded half up to so many decimals; a number
  toInt(number) Rounded to an Integer
  isNaN(number) Whether a Double is Not-a-Number
  intLongToRadixString(number, radix?, bigEndian?, prefix?) Digits of a whole number in a radix
  isBinary(text) 2 where the text is a binary number, else -1
  isOctal(text) 8 where the text is an octal number, else -1
  isDecimal(text) 10 where the text is a decimal number, else -1
  isHexadecimal(text) 16 where the text is a hexadecimal number, else -1
  padStart(text, length, filler) Text filled up at its start
  padEnd(text, length, filler) Text filled up at its end
  raiseError(message) Fails the message with this reason
  btoa(text) Base64 of a text
  atob(base64) Text of Base64
  bytesToString(bytes, charset?) Text of a list of bytes
  decodeToString(bytes) Text of a list of bytes
  decodeToJson(textOrBytes) Value of JSON in a text or a list of bytes
  stringToBytes(text, charset?) List of the bytes of a text
  hexToBytes(hex) List of the bytes in a hexadecimal text
  hexToBytesArray(hex) Array of the bytes in a hexadecimal text
  bytesToHex(bytes) Hexadecimal text of bytes
  printUnsignedBytes(bytes) List of the bytes as numbers from 0 to 255
  base64ToHex(base64) Hexadecimal text of Base64
  hexToBase64(hex) Base64 of a hexadecimal text
  base64ToBytes(base64) Array of the bytes in Base64
  base64ToBytesList(base64) List of the bytes in Base64
  bytesToBase64(bytes) Base64 of bytes
  bytesToExecutionArrayList(bytes) List of the bytes in an array
  parseBytesToInt(bytes, offset?, length?, bigEndian?) Integer of up to 4 bytes
  parseBytesToLong(bytes, offset?, length?, bigEndian?) Long of up to 8 bytes
  parseBytesToFloat(bytes, offset?, length?, bigEndian?) Float of 4 bytes
  parseBytesIntToFloat(bytes, offset?, length?, bigEndian?) Whole number of up to 4 bytes, as a Float
  parseBytesToDouble(bytes, offset?, length?, bigEndian?) Double of 8 bytes
  parseBytesLongToDouble(bytes, offset?, length?, bigEndian?) Whole number of up to 8 bytes, as a Double
  intToHex(number, bigEndian?, prefix?, length?) Hexadecimal text of an Integer
  longToHex(number, bigEndian?, prefix?, length?) Hexadecimal text of a Long
  floatToHex(number, bigEndian?) Hexadecimal text of the bits of a Float
  doubleToHex(number, bigEndian?) Hexadecimal text of the bits of a Double
  parseByteToBinaryArray(byte, length?, bigEndian?) Bits of a byte
  parseBytesToBinaryArray(bytes, length?) Bits of bytes
  parseLongToBinaryArray(number, length?) Bits of a Long
  parseBinaryArrayToInt(bits, offset?, length?) Integer of bits
  toFlatMap(map, excluded?, withPath?) Map of all scalars in it, by their paths
  encodeURI(text) Text with what a URI can't hold escaped
  decodeURI(text) Text with the escapes of a URI undone
  isMap(value) Whether a value is a map
  isList(value) Whether a value is a list
  isSet(value) Whether a value is a set
  isArray(value) Whether a value is an array
  newSet() An empty set
  toSet(list) Set of the elements of a list
  isInsidePolygon(latitude, longitude, perimeter) Whether a place is inside of a polygon
  isInsideCircle(latitude, longitude, perimeter) Whether a place is inside of a circle
`)

const ofEverything = `
  toString() As a text
  equals(other) Whether both are the same
  hashCode() Java's hash`

const ofText = `
  length() Number of characters
  charAt(index) Character at a place
  codePointAt(index) Code point at a place
  substring(from, to?) Part of the text
  subSequence(from, to) Part of the text
  indexOf(part, from?) Place of the first such part, or -1
  lastIndexOf(part, from?) Place of the last such part, or -1
  contains(part) Whether it has such a part
  startsWith(part, from?) Whether it begins so
  endsWith(part) Whether it ends so
  equalsIgnoreCase(other) Whether both are the same but for capitals
  compareTo(other) Negative, 0 or positive by the order of both
  compareToIgnoreCase(other) The order of both, whatever their capitals
  toUpperCase() In capitals
  toLowerCase() In small letters
  trim() Without blanks at both ends
  strip() Without blanks of any kind at both ends
  stripLeading() Without blanks at its start
  stripTrailing() Without blanks at its end
  isEmpty() Whether it has no characters
  isBlank() Whether it has nothing but blanks
  concat(other) Both, one behind the other
  replace(part, by) With all such parts replaced
  replaceAll(pattern, by) With all matches of a regular expression replaced
  replaceFirst(pattern, by) With the first match of a regular expression replaced
  split(pattern, limit?) List of the parts between matches of a regular expression
  matches(pattern) Whether all of it matches a regular expression
  repeat(count) So many times
  toCharArray() Array of its characters
  getBytes(charset?) Array of its bytes
  indent(count) With each line moved to the right
  formatted(…values) As a format, with values put in
  intern() The text itself${ofEverything}`

const ofNumber = `
  intValue() As an Integer
  longValue() As a Long
  doubleValue() As a Double
  floatValue() As a Float
  byteValue() As a byte
  shortValue() As a Short
  compareTo(other) -1, 0 or 1 by the order of both
  isNaN() Whether it is Not-a-Number
  isInfinite() Whether it is an infinity${ofEverything}`

const ofList = `
  size() Number of elements
  length() Number of elements
  isEmpty() Whether it has no elements
  get(index) Element at a place
  set(index, value) Puts a value at a place, and answers what was there
  add(indexOrValue, value?) Appends a value, or puts it in at a place
  push(value) Appends a value
  addAll(indexOrList, list?) Appends all elements of a list
  remove(indexOrValue) Takes the element at a place out, or a value
  removeAll(list) Takes out whatever is in the other list
  retainAll(list) Keeps only what is in the other list
  clear() Takes everything out
  pop() Takes the last element out
  shift() Takes the first element out
  unshift(value, …more) Puts values in front
  splice(start, …deleteCountAndValues) Takes elements out and puts others in
  sort(ascending?) Sorts the list itself
  reverse() Turns the list itself around
  fill(value, from?, to?) Puts a value at all places
  contains(value) Whether a value is in it
  containsAll(list) Whether all of the other list are in it
  indexOf(value, from?) Place of the first such value, or -1
  lastIndexOf(value, from?) Place of the last such value, or -1
  subList(from, to) Part of the list
  slice(from?, to?) Part of the list; negative places count from the end
  concat(list) A new list of both
  join(separator?) Text of all elements
  iterator() Runs over its elements by hasNext() and next()
  clone() A copy
  toSorted(ascending?) A sorted copy
  toReversed() A copy that is turned around
  toSpliced(start, …deleteCountAndValues) A copy with elements taken out and put in
  with(index, value) A copy with a value put in at a place
  toArray() An array of its elements
  toUnmodifiable() A copy that can't be changed
  memorySize() Bytes by the cloud's measure
  validateClazzInArrayIsOnlyNumber(value?) Whether all elements are numbers, or the value is one${ofEverything}`

const ofMap = `
  get(key) Value of a key, or null
  getOrDefault(key, other) Value of a key, or another one
  put(key, value) Sets a key, and answers what was there
  putIfAbsent(key, value) Sets a key that is not there
  putAll(map) Sets all keys of another map
  remove(key) Takes a key out
  replace(key, value, newValue?) Sets a key that is there
  containsKey(key) Whether there is such a key
  containsValue(value) Whether there is such a value
  keys() List of the keys
  values() List of the values
  keySet() Set of the keys
  entrySet() Set of entries with key and value
  size() Number of keys
  isEmpty() Whether it has no keys
  clear() Takes everything out
  clone() A copy
  slice(from?, to?) A copy of some entries
  sortByKey(ascending?) Sorts the map itself by its keys
  sortByValue(ascending?) Sorts the map itself by its values
  toSorted(ascending?) A copy, sorted by its keys
  toSortedByKey(ascending?) A copy, sorted by its keys
  toSortedByValue(ascending?) A copy, sorted by its values
  invert() Exchanges keys and values
  toInverted() A copy with keys and values exchanged
  reverse() Turns the order of its entries around
  toReversed() A copy with its entries turned around
  toUnmodifiable() A copy that can't be changed
  memorySize() Bytes by the cloud's measure${ofEverything}`

const ofSet = `
  add(value) Puts a value in; false where it is in already
  addAll(list) Puts all values in
  remove(value) Takes a value out
  removeAll(list) Takes out whatever is in the list
  retainAll(list) Keeps only what is in the list
  contains(value) Whether a value is in it
  containsAll(list) Whether all of a list are in it
  size() Number of values
  isEmpty() Whether it has no values
  clear() Takes everything out
  clone() A copy
  sort(ascending?) Sorts the set itself
  toSorted(ascending?) A sorted copy
  iterator() Runs over its values by hasNext() and next()
  toList() List of the values
  toArray() Array of the values
  toUnmodifiable() A copy that can't be changed
  memorySize() Bytes by the cloud's measure${ofEverything}`

const parts = ['', 'UTC'].map(
  (utc) => `
  get${utc}FullYear() Year
  get${utc}Month() Month from 1
  get${utc}Date() Day of the month
  get${utc}Day() Day of the week from 1, Monday
  get${utc}Hours() Hours
  get${utc}Minutes() Minutes
  get${utc}Seconds() Seconds
  get${utc}Milliseconds() Milliseconds
  set${utc}FullYear(year, month?, day?) Sets the year
  set${utc}Month(month, day?) Sets the month, from 1
  set${utc}Date(day) Sets the day of the month
  set${utc}Hours(hours, minutes?, seconds?, milliseconds?) Sets the hours
  set${utc}Minutes(minutes, seconds?, milliseconds?) Sets the minutes
  set${utc}Seconds(seconds, milliseconds?) Sets the seconds
  set${utc}Milliseconds(milliseconds) Sets the milliseconds`,
)

const ofDate = `
  getTime() Milliseconds since 1970
  valueOf() Milliseconds since 1970
  setTime(milliseconds) Sets the moment
  parseSecond() Whole seconds since 1970
  parseSecondMilli() Milliseconds since 1970
  addDays(count) Moves it by days
  addWeeks(count) Moves it by weeks
  addMonths(count) Moves it by months
  addYears(count) Moves it by years
  addHours(count) Moves it by hours
  addMinutes(count) Moves it by minutes
  addSeconds(count) Moves it by seconds
  addNanos(count) Moves it by nanoseconds
  toISOString() As ISO 8601 in UTC
  toJSON() As ISO 8601 in UTC
  toString(locale?, zoneOrOptions?) As a text
  toDateString(locale?, zoneOrOptions?) The day as a text
  toTimeString(locale?, zoneOrOptions?) The time as a text
  toUTCString(locale?, zoneOrOptions?) As a text in UTC
  toLocaleString(locale?, zoneOrOptions?) As a text of a locale, a zone or a pattern
  toLocaleDateString(locale?, zoneOrOptions?) The day as a text of a locale
  toLocaleTimeString(locale?, zoneOrOptions?) The time as a text of a locale${parts.join('')}`

/** Methods by the kind of value that has them. */
export const methodWords = new Map([
  ['String', wordsOf(ofText)],
  ['Integer', wordsOf(ofNumber)],
  ['List', wordsOf(ofList)],
  ['Map', wordsOf(ofMap)],
  ['Set', wordsOf(ofSet)],
  ['Date', wordsOf(ofDate)],
])

/** Statics that people use most, by class and name. */
export const staticWords = wordsOf(`
  JSON.stringify(value) JSON text of a value
  JSON.parse(text) Value of a JSON text
  Math.abs(number) Without its sign
  Math.max(a, b) The larger one
  Math.min(a, b) The smaller one
  Math.round(number) Rounded half up to a Long
  Math.floor(number) Rounded down; a Double
  Math.ceil(number) Rounded up; a Double
  Math.rint(number) Rounded to the nearest, halves to even; a Double
  Math.pow(base, exponent) Power; a Double
  Math.sqrt(number) Square root
  Math.cbrt(number) Cube root
  Math.exp(number) e to the power of a number
  Math.log(number) Natural logarithm
  Math.log10(number) Logarithm to base 10
  Math.sin(radians) Sine
  Math.cos(radians) Cosine
  Math.tan(radians) Tangent
  Math.atan2(y, x) Angle of a point in radians
  Math.toRadians(degrees) Degrees in radians
  Math.toDegrees(radians) Radians in degrees
  Math.signum(number) -1.0, 0.0 or 1.0
  Math.hypot(a, b) Length of the hypotenuse
  Math.random() A Double from 0 to below 1
  Math.floorMod(a, b) Remainder with the sign of b
  Date.now() Milliseconds since 1970
  Date.parse(text, pattern?) Milliseconds of a date in a text
  String.format(pattern, …values) Text of a pattern with values put in
  String.join(separator, first, …others) Texts with a separator between
  String.valueOf(value) As a text
  Integer.parseInt(text, radix?) Integer in a text
  Integer.toHexString(number) Hexadecimal text
  Integer.toBinaryString(number) Binary text
  Long.parseLong(text, radix?) Long in a text
  Double.parseDouble(text) Double in a text
`)
