import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'

/**
 * Finds kinds of node by what people call them: title first, then synonyms, then the summary and the cloud's class
 * name. Letters may be left out of a title ("svts" finds "Save time series").
 */
export function searchKinds(
  kinds: readonly NodeDefinitionJson[],
  text: string,
): readonly NodeDefinitionJson[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return kinds
  return kinds
    .map((kind) => ({ kind, score: score(kind, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.kind.title.localeCompare(b.kind.title))
    .map(({ kind }) => kind)
}

function score(kind: NodeDefinitionJson, wanted: string): number {
  const title = kind.title.toLowerCase()
  if (title === wanted) return 100
  if (title.startsWith(wanted)) return 80
  if (title.split(/\s+/).some((word) => word.startsWith(wanted))) return 60
  const synonyms = kind.synonyms.map((word) => word.toLowerCase())
  if (synonyms.includes(wanted)) return 55
  if (synonyms.some((word) => word.startsWith(wanted))) return 50
  if (title.includes(wanted)) return 40
  if (kind.category.startsWith(wanted) || kind.type.includes(wanted)) return 30
  if (kind.classes.some((name) => name.toLowerCase().includes(wanted))) return 25
  const words = wanted.split(/\s+/)
  const everything = `${title} ${synonyms.join(' ')} ${kind.summary.toLowerCase()} ${kind.type}`
  if (words.every((word) => everything.includes(word))) return 20
  return scattered(title, wanted) ? 10 : 0
}

/** Whether the letters come in this order, the first one at the start of a word. */
export function scattered(text: string, letters: string): boolean {
  const start = text.search(new RegExp(`(^|\\s)${escaped(letters[0] ?? '')}`))
  if (start < 0) return false
  let at = start
  for (const letter of letters.replaceAll(' ', '')) {
    at = text.indexOf(letter, at)
    if (at < 0) return false
    at += 1
  }
  return true
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
