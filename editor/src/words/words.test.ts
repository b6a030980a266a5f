import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const words = fileURLToPath(new URL('.', import.meta.url))
const sources = fileURLToPath(new URL('..', import.meta.url))

/** All keys of a language, as `namespace:path.to.word`. */
function keysOf(language: string): Set<string> {
  const keys = new Set<string>()
  for (const file of globSync(`${language}/*.json`, { cwd: words })) {
    const collect = (value: unknown, path: string) => {
      if (typeof value === 'string') keys.add(path)
      else
        for (const [key, inner] of Object.entries(value as object))
          collect(inner, path + key + (typeof inner === 'string' ? '' : '.'))
    }
    collect(JSON.parse(readFileSync(words + file, 'utf8')), `${basename(file, '.json')}:`)
  }
  return keys
}

const english = keysOf('en')
const namespaces = [...new Set([...english].map((key) => key.slice(0, key.indexOf(':'))))]
/** plural forms of one key are one word */
const bare = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')

/** Every literal in the sources that names a word, with the file it stands in; `${…}` is a part that varies. */
function usedKeys(): { key: string; file: string }[] {
  const literal = new RegExp(`['"\`]((?:${namespaces.join('|')}):(?:[\\w.-]|\\$\\{[^}]*\\})+)['"\`]`, 'g')
  return globSync('**/*.{ts,tsx}', { cwd: sources })
    .filter((file) => !file.includes('.test.'))
    .flatMap((file) => {
      const text = readFileSync(sources + file, 'utf8')
      return [...text.matchAll(literal)].map((match) => ({ key: String(match[1]), file }))
    })
}

/** A key with varying parts as a pattern over whole keys. */
function pattern(key: string): RegExp {
  const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.\\[\]]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^:]+')}$`)
}

describe('the words of the app', () => {
  const used = usedKeys()
  const known = new Set([...english].map(bare))

  it('are all there: every key that the sources name has a word', () => {
    assert.ok(used.length > 50, 'the sources name keys')
    const missing = used.filter(({ key }) =>
      key.includes('${') ? ![...known].some((word) => pattern(key).test(word)) : !known.has(key),
    )
    assert.deepEqual(missing, [])
  })

  it('are all used: no word is left over from a part that is gone', () => {
    const exact = new Set(used.map(({ key }) => key))
    const patterns = used.filter(({ key }) => key.includes('${')).map(({ key }) => pattern(key))
    const unused = [...known].filter((key) => !exact.has(key) && !patterns.some((one) => one.test(key)))
    assert.deepEqual(unused, [])
  })

  it('have every part in every language', () => {
    const languages = globSync('*/', { cwd: words }).filter((name) => !name.includes('.'))
    assert.ok(languages.length > 1, 'there is a second language')
    for (const language of languages)
      assert.deepEqual(
        globSync(`*.json`, { cwd: words + language }).sort(),
        globSync('*.json', { cwd: `${words}en` }).sort(),
        language,
      )
  })

  it('are the same in every language, with the same blanks to fill', () => {
    const blanks = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort().join(' ')
    const read = (language: string, part: string) => readFileSync(`${words}${language}/${part}.json`, 'utf8')
    for (const file of globSync('!(en)/*.json', { cwd: words })) {
      const [language = '', part = ''] = file.replace('.json', '').split('/')
      const own = [...keysOf(language)].filter((key) => key.startsWith(`${part}:`))
      const theirs = [...english].filter((key) => key.startsWith(`${part}:`))
      assert.deepEqual(own.map(bare).sort(), theirs.map(bare).sort(), file)
      assert.equal(blanks(read(language, part)), blanks(read('en', part)), file)
    }
  })
})
