/**
 * Help while a script is written: what is wrong with it, and what could come next. Runs in the browser: nothing here
 * runs a script, and nothing needs Node.
 */
import type { ScriptLanguage } from '../../rules/needs.ts'
import { completeJavaScript, diagnoseJavaScript } from './javascript.ts'
import { completeTbel, diagnoseTbel } from './tbel.ts'

export interface Diagnosis {
  readonly severity: 'error' | 'warning'
  /** offsets in the source; `to` is behind the last character */
  readonly from: number
  readonly to: number
  readonly message: string
}

export interface Proposal {
  readonly label: string
  readonly kind: 'keyword' | 'variable' | 'key' | 'function' | 'method' | 'class' | 'constant'
  /** a signature, or what is known of it */
  readonly detail?: string
  /** what it does, in one line */
  readonly about?: string
}

export interface Proposals {
  /** where the word begins that they stand for */
  readonly from: number
  readonly options: readonly Proposal[]
}

/** What a script is written against. */
export interface Surroundings {
  /** names it is given: `msg`, `metadata`, `msgType` */
  readonly names: readonly string[]
  /** keys known of the values behind names: `msg` → temperature, with their last value */
  readonly keys: Readonly<Record<string, readonly { readonly key: string; readonly last?: string }[]>>
}

/** Everything that can be seen to be wrong with the body of a script without running it. Never throws. */
export function diagnose(language: ScriptLanguage, source: string, about: Surroundings): Diagnosis[] {
  if (source.trim() === '') return []
  const found = language === 'TBEL' ? diagnoseTbel(source, about) : diagnoseJavaScript(source, about)
  return found.filter(({ from, to }) => from >= 0 && to <= source.length && from <= to)
}

/** What can stand at an offset; null where nothing is proposed, as inside of a text or a comment. Never throws. */
export function complete(
  language: ScriptLanguage,
  source: string,
  offset: number,
  about: Surroundings,
): Proposals | null {
  const before = source.slice(0, offset)
  if (isInsideText(before)) return null
  const [, path = null, word = ''] =
    /((?:[\w$]+\s*(?:\?\.|\.\??)\s*)*(?:[\w$]+|[)\]"'`])\s*(?:\?\.|\.\??)\s*)?([\w$]*)$/.exec(before) ?? []
  const names = path?.split(/\s*[?.]+\s*/).filter(Boolean) ?? []
  const target = path === null ? null : (names.at(-1) ?? '')
  const from = offset - word.length
  if (/^\d/.test(word)) return null
  const known = keysBehind(names, about)
  const asked = { source, target, names: about.names }
  const more = language === 'TBEL' ? completeTbel(asked) : completeJavaScript(asked)
  const options = [...new Map([...more, ...known].map((one) => [one.label, one])).values()].filter(
    // the word being typed is a word of the source as well
    ({ label, kind }) => label !== word || kind !== 'variable',
  )
  return options.length === 0 ? null : { from, options }
}

/** Keys that came by behind a path: those of `msg.deep.` are kept as `deep.x`. */
function keysBehind([name = '', ...path]: readonly string[], { keys }: Surroundings): Proposal[] {
  if (!Object.hasOwn(keys, name)) return []
  const prefix = path.map((part) => `${part}.`).join('')
  const found = new Map<string, string | undefined>()
  for (const { key, last } of keys[name] ?? []) {
    if (!key.startsWith(prefix)) continue
    const [label = '', ...more] = key.slice(prefix.length).split('.')
    if (label !== '' && (more.length === 0 || !found.has(label)))
      found.set(label, more.length === 0 ? last : undefined)
  }
  return [...found].map(([label, detail]) => ({
    label,
    kind: 'key',
    ...(detail === undefined ? {} : { detail }),
  }))
}

/** What a completion is asked for: after `target.`, or a free word where that is null. */
export interface Asked {
  readonly source: string
  readonly target: string | null
  readonly names: readonly string[]
}

/** Words that the source itself has in front of what is being typed. */
export function wordsIn(source: string, but: ReadonlySet<string>): string[] {
  const words = new Set<string>()
  for (const [word] of source.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*/g)) if (!but.has(word)) words.add(word)
  return [...words]
}

/** Whether the text ends inside of a string or a comment. */
function isInsideText(before: string): boolean {
  let open = ''
  for (let at = 0; at < before.length; at++) {
    const two = before.slice(at, at + 2)
    const char = before[at] ?? ''
    if (open === '//') {
      if (char === '\n') open = ''
    } else if (open === '/*') {
      if (two === '*/') {
        open = ''
        at++
      }
    } else if (open !== '') {
      if (char === '\\') at++
      else if (char === open || (char === '\n' && open !== '`')) open = ''
    } else if (two === '//' || two === '/*') {
      open = two
      at++
    } else if (char === '"' || char === "'" || char === '`') open = char
  }
  return open !== ''
}
