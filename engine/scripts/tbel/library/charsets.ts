/** Text to bytes and back in the character sets that scripts name. */

import { makeText, spend } from '../../meter.ts'
import { fail } from '../failure.ts'

type Charset = 'utf8' | 'latin1' | 'ascii' | 'utf16le' | 'utf16be'

const charsets = new Map<string, Charset>([
  ['UTF-8', 'utf8'],
  ['UTF8', 'utf8'],
  ['ISO-8859-1', 'latin1'],
  ['LATIN1', 'latin1'],
  ['US-ASCII', 'ascii'],
  ['ASCII', 'ascii'],
  ['UTF-16LE', 'utf16le'],
  ['UTF-16BE', 'utf16be'],
  ['UTF-16', 'utf16be'],
])

function charsetOf(name: string): Charset {
  return charsets.get(name.toUpperCase()) ?? fail(`The character set ${name.slice(0, 40)} is not known`)
}

/** The bytes of a text. What the set does not have becomes “?”. */
export function encode(text: string, charsetName = 'UTF-8'): Uint8Array {
  const charset = charsetOf(charsetName)
  makeText(text.length * 2)
  spend(text.length)
  if (charset === 'utf8') return new TextEncoder().encode(text)
  if (charset === 'latin1' || charset === 'ascii') {
    const last = charset === 'ascii' ? 0x7f : 0xff
    return Uint8Array.from(text, (char) => (char.charCodeAt(0) <= last ? char.charCodeAt(0) : 0x3f))
  }
  const order = charsetName.toUpperCase() === 'UTF-16' ? [0xfe, 0xff] : []
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  const pairs = units.flatMap((unit) =>
    charset === 'utf16le' ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255],
  )
  return Uint8Array.from([...order, ...pairs])
}

/** The text of bytes. What is no text in the set becomes U+FFFD. */
export function decode(bytes: Uint8Array, charsetName = 'UTF-8'): string {
  const charset = charsetOf(charsetName)
  makeText(bytes.length)
  spend(bytes.length)
  if (charset === 'utf8') return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (charset === 'latin1') return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  if (charset === 'ascii')
    return Array.from(bytes, (byte) => (byte > 0x7f ? '\ufffd' : String.fromCharCode(byte))).join('')
  return new TextDecoder(charset === 'utf16le' ? 'utf-16le' : 'utf-16be').decode(bytes)
}
