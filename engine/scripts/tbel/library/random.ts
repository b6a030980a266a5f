/** `java.util.Random` with the same numbers for the same seed, and `java.util.UUID`. */
import { fail } from '../failure.ts'
import { ScriptFloat, ScriptObject, type Value } from '../kinds.ts'
import { double, longOf } from '../numbers.ts'
import { textsByType } from '../text.ts'
import { asInteger, asLong, asText } from './arguments.ts'
import { bytesOf } from './bytes.ts'
import { type Methods, method, scriptClass } from './define.ts'

const mask = (1n << 48n) - 1n

class ScriptRandom extends ScriptObject {
  readonly type = 'Random'
  #seed: bigint

  constructor(seed: bigint) {
    super()
    this.#seed = (seed ^ 0x5deece66dn) & mask
  }

  static bits(random: ScriptRandom, count: number): number {
    random.#seed = (random.#seed * 0x5deece66dn + 0xbn) & mask
    return Number(BigInt.asIntN(32, random.#seed >> BigInt(48 - count)))
  }
}

function below(random: ScriptRandom, bound: number): number {
  if (bound <= 0) return fail('nextInt needs a bound above 0')
  if ((bound & -bound) === bound)
    return Number((BigInt(bound) * BigInt(ScriptRandom.bits(random, 31))) >> 31n)
  for (;;) {
    const bits = ScriptRandom.bits(random, 31)
    const value = bits % bound
    if (((bits - value + (bound - 1)) | 0) >= 0) return value
  }
}

function fraction(random: ScriptRandom): number {
  return (ScriptRandom.bits(random, 26) * 2 ** 27 + ScriptRandom.bits(random, 27)) / 2 ** 53
}

function gaussian(random: ScriptRandom): number {
  for (;;) {
    const a = 2 * fraction(random) - 1
    const b = 2 * fraction(random) - 1
    const size = a * a + b * b
    if (size < 1 && size !== 0) return a * Math.sqrt((-2 * Math.log(size)) / size)
  }
}

export const randomMethods: Methods = {
  nextInt: method(0, 2, (random: ScriptRandom, first?: Value, second?: Value) => {
    if (first === undefined) return ScriptRandom.bits(random, 32)
    if (second === undefined) return below(random, asInteger(first))
    return asInteger(first) + below(random, asInteger(second) - asInteger(first))
  }),
  nextLong: method(0, 0, (random: ScriptRandom) =>
    longOf((BigInt(ScriptRandom.bits(random, 32)) << 32n) + BigInt(ScriptRandom.bits(random, 32))),
  ),
  nextDouble: method(0, 0, (random: ScriptRandom) => double(fraction(random))),
  nextFloat: method(0, 0, (random: ScriptRandom) => new ScriptFloat(ScriptRandom.bits(random, 24) / 2 ** 24)),
  nextBoolean: method(0, 0, (random: ScriptRandom) => ScriptRandom.bits(random, 1) !== 0),
  nextGaussian: method(0, 0, (random: ScriptRandom) => double(gaussian(random))),
}

export const randomClass = scriptClass({
  make: method(
    0,
    1,
    (seed?: Value) =>
      new ScriptRandom(seed === undefined ? BigInt(Math.floor(Math.random() * 2 ** 48)) : asLong(seed)),
  ),
})

class ScriptUuid extends ScriptObject {
  readonly type = 'UUID'
  readonly #text: string
  constructor(text: string) {
    super()
    this.#text = text
  }
  static text(uuid: ScriptUuid): string {
    return uuid.#text
  }
}

textsByType.set('UUID', ScriptUuid.text)

function bitsOf(uuid: ScriptUuid): [most: bigint, least: bigint] {
  const digits = ScriptUuid.text(uuid).replaceAll('-', '')
  return [BigInt(`0x${digits.slice(0, 16)}`), BigInt(`0x${digits.slice(16)}`)]
}

export const uuidMethods: Methods = {
  toString: method(0, 0, ScriptUuid.text),
  equals: method(
    1,
    1,
    (uuid: ScriptUuid, other: Value) =>
      other instanceof ScriptUuid && ScriptUuid.text(uuid) === ScriptUuid.text(other),
  ),
  version: method(0, 0, (uuid: ScriptUuid) => Number((bitsOf(uuid)[0] >> 12n) & 15n)),
  getMostSignificantBits: method(0, 0, (uuid: ScriptUuid) => longOf(bitsOf(uuid)[0])),
  getLeastSignificantBits: method(0, 0, (uuid: ScriptUuid) => longOf(bitsOf(uuid)[1])),
  hashCode: method(0, 0, (uuid: ScriptUuid) => {
    const [most, least] = bitsOf(uuid)
    return Number(BigInt.asIntN(32, most ^ least ^ ((most ^ least) >> 32n)))
  }),
}

/** A UUID of version 3: the MD5 of a name. */
function namedUuid(bytes: Uint8Array): ScriptUuid {
  // Not imported: the editor bundles this library for its words, and has no such module.
  const digits = process.getBuiltinModule('node:crypto').createHash('md5').update(bytes).digest('hex')
  const variant = ((Number.parseInt(digits[16] as string, 16) & 3) | 8).toString(16)
  const text = `${digits.slice(0, 12)}3${digits.slice(13, 16)}${variant}${digits.slice(17)}`
  return new ScriptUuid(text.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'))
}

export const uuidClass = scriptClass({
  statics: {
    randomUUID: method(0, 0, () => new ScriptUuid(crypto.randomUUID())),
    nameUUIDFromBytes: method(1, 1, (bytes: Value) => namedUuid(bytesOf(bytes))),
    fromString: method(1, 1, (value: Value) => {
      const text = asText(value).toLowerCase()
      const valid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
      return valid ? new ScriptUuid(text) : fail('The text is not a UUID')
    }),
  },
})
