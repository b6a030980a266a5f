import type { Command } from './command.ts'

export interface KeyPress {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Whether a press is this key. A letter of another script counts as the letter that the key has on a Latin keyboard. */
export function isKey(press: KeyPress, wanted: string): boolean {
  const parts = wanted.split('+')
  const name = wanted.endsWith('++') ? '+' : (parts.at(-1) ?? '')
  const mod = parts.includes('Mod')
  if ((press.ctrlKey || press.metaKey) !== mod || press.altKey !== parts.includes('Alt')) return false
  const key = nameOf(press)
  if (key !== name.toLowerCase()) return false
  // on many layouts / and ? need Shift themselves
  return isSign(name) || press.shiftKey === parts.includes('Shift')
}

const isSign = (name: string) => /^[^a-z0-9]$/i.test(name) || name === '0' || name === '1'

function nameOf({ key, code }: KeyPress): string {
  const lower = key.toLowerCase()
  if (lower.length !== 1 || lower.charCodeAt(0) < 128) return lower
  if (code.startsWith('Key')) return code.slice(3).toLowerCase()
  if (code.startsWith('Digit')) return code.slice(5)
  return code === 'Slash' ? '/' : lower
}

/** The command of a key press, if there is one. */
export function commandFor(press: KeyPress, commands: readonly Command[]): Command | undefined {
  return commands.find((command) => command.keys.some((key) => isKey(press, key)))
}

const mac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform)
const names: Readonly<Record<string, string>> = {
  Mod: mac ? '⌘' : 'Ctrl',
  Delete: 'Del',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  '-': '−',
}

/** A key as people read it: `Ctrl Shift Z`. */
export function keyText(key: string): string {
  const parts = key.endsWith('++')
    ? [...key.slice(0, -2).split('+'), '+']
    : key === '+'
      ? ['+']
      : key.split('+')
  return parts.map((part) => names[part] ?? part).join(' ')
}
