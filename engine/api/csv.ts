import { badRequest } from './errors.ts'

/**
 * The records of a file of separated values (RFC 4180): a field in quotes may hold delimiters, line ends and, doubled,
 * quotes. Lines without anything on them are none.
 */
export function readCsv(text: string, delimiter: string): string[][] {
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
    throw badRequest('Validation error: the delimiter must be one character, and no quote or line end')
  }
  const records: string[][] = []
  let record: string[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const isQuoted = text[at] === '"'
    const [field, end] = isQuoted ? quoted(text, at + 1) : plain(text, at, delimiter)
    record.push(field)
    at = end
    if (text[at] === delimiter) {
      at++
      // what ends in a delimiter has one more field, which is empty
      if (at === text.length || isLineEnd(text, at)) record.push('')
      else continue
    } else if (at < text.length && !isLineEnd(text, at)) {
      throw badRequest(
        `Line ${records.length + 1}: after a quote that ends a field comes a delimiter or a new line`,
      )
    }
    if (record.some((one) => one !== '')) records.push(record)
    record = []
    at += text.startsWith('\r\n', at) ? 2 : 1
  }
  return records
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || text[at] === '\r'
}

function plain(text: string, from: number, delimiter: string): [field: string, end: number] {
  let end = from
  while (end < text.length && text[end] !== delimiter && !isLineEnd(text, end)) end++
  return [text.slice(from, end), end]
}

function quoted(text: string, from: number): [field: string, end: number] {
  let field = ''
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at)
    if (quote < 0) throw badRequest('A quote in the file is opened and never closed')
    field += text.slice(at, quote)
    if (text[quote + 1] !== '"') return [field, quote + 1]
    field += '"'
    at = quote + 2
  }
}
