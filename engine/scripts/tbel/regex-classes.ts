/** Classes of characters in Java's regular expressions. */

/** Whether a code point belongs to a set. */
export type CharacterTest = (code: number) => boolean

export const isDigit: CharacterTest = (code) => code >= 48 && code <= 57
export const isWord: CharacterTest = (code) =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95
export const isSpace: CharacterTest = (code) => code === 32 || (code >= 9 && code <= 13)
export const isHorizontal: CharacterTest = (code) =>
  code === 32 ||
  code === 9 ||
  code === 0xa0 ||
  code === 0x1680 ||
  code === 0x180e ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000 ||
  (code >= 0x2000 && code <= 0x200a)
export const isVertical: CharacterTest = (code) =>
  (code >= 10 && code <= 13) || code === 0x85 || code === 0x2028 || code === 0x2029
export const isLineEnd: CharacterTest = (code) =>
  code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029
export const not =
  (test: CharacterTest): CharacterTest =>
  (code) =>
    !test(code)

export const classes: Readonly<Record<string, CharacterTest>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
  h: isHorizontal,
  H: not(isHorizontal),
  v: isVertical,
  V: not(isVertical),
}

export const between =
  (from: number, to: number): CharacterTest =>
  (code) =>
    code >= from && code <= to
export const isPunctuation: CharacterTest = (code) =>
  between(33, 47)(code) || between(58, 64)(code) || between(91, 96)(code) || between(123, 126)(code)
export const isLetter: CharacterTest = (code) => between(97, 122)(code) || between(65, 90)(code)

export const properties: Readonly<Record<string, CharacterTest>> = {
  Lower: between(97, 122),
  Upper: between(65, 90),
  ASCII: between(0, 127),
  Alpha: isLetter,
  Digit: isDigit,
  Alnum: (code) => isLetter(code) || isDigit(code),
  Punct: isPunctuation,
  Graph: between(33, 126),
  Print: between(32, 126),
  Blank: (code) => code === 32 || code === 9,
  Cntrl: (code) => code < 32 || code === 127,
  XDigit: (code) => isDigit(code) || between(97, 102)(code) || between(65, 70)(code),
  Space: isSpace,
}

/** The test that `\p{name}` stands for, or null. */
export function propertyTest(name: string): CharacterTest | null {
  if (Object.hasOwn(properties, name)) return properties[name] as CharacterTest
  const category = Object.hasOwn(categories, name) ? (categories[name] as string) : name
  // Only names of Unicode's general categories get this far.
  if (!/^[A-Z][a-z]?$/.test(category)) return null
  try {
    const pattern = new RegExp(`^\\p{${category}}$`, 'u')
    return (code) => pattern.test(String.fromCodePoint(code))
  } catch {
    return null
  }
}

const categories: Readonly<Record<string, string>> = {
  Alphabetic: 'L',
  LowerCase: 'Ll',
  UpperCase: 'Lu',
  Letter: 'L',
  White_Space: 'Z',
}
