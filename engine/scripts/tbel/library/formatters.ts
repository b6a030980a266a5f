/** Formatters of dates. To make one costs a hundred times as much as to use it, so they are kept. */
import { spend } from '../../meter.ts'

const kept = new Map<string, Intl.DateTimeFormat>()
const mostKept = 128

export function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${locale} ${Object.entries(options).join(' ')}`
  const known = kept.get(name)
  if (known !== undefined) {
    spend(50)
    return known
  }
  spend(4000)
  const made = new Intl.DateTimeFormat(locale, options)
  if (kept.size >= mostKept) kept.clear()
  kept.set(name, made)
  return made
}
