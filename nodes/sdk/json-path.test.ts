import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson, stringifyJson } from '../../engine/rules/json.ts'
import { jsonPath } from './json-path.ts'

const store = parseJson(`{
  "store": {
    "book": [
      {"category": "reference", "title": "Sayings", "price": 8.95},
      {"category": "fiction", "title": "Sword", "price": 12.99, "isbn": "0-553"},
      {"category": "fiction", "title": "Moby Dick", "price": 8.0}
    ],
    "bicycle": {"color": "red", "price": 19.95}
  },
  "limit": 10,
  "a.b": 1,
  "__proto__": {"x": 1}
}`)

function found(path: string): string | undefined {
  const value = jsonPath(path)(store)
  return value === undefined ? undefined : stringifyJson(value)
}

test('a path to one place gives the value there, with its type', () => {
  assert.equal(found('$.limit'), '10')
  assert.equal(found("$['store']['bicycle'].color"), '"red"')
  assert.equal(found('$.store.book[2].price'), '8.0')
  assert.equal(found('$.store.book[-1].title'), '"Moby Dick"')
  assert.equal(found("$['a.b']"), '1')
})

test('a path to one place that is not there finds nothing', () => {
  for (const path of [
    '$.missing',
    '$.store.book[9]',
    '$.limit.deeper',
    '$.store.book.title',
    '$.constructor',
  ])
    assert.equal(found(path), undefined, path)
})

test('any other path gives a list, which may be empty', () => {
  assert.equal(found('$.store.book[*].title'), '["Sayings","Sword","Moby Dick"]')
  assert.equal(found('$.store.book[0,2].price'), '[8.95,8.0]')
  assert.equal(found('$.store.book[1:].price'), '[12.99,8.0]')
  assert.equal(found('$.store.book[:-2].price'), '[8.95]')
  assert.equal(found('$..price'), '[8.95,12.99,8.0,19.95]')
  assert.equal(found('$..book[0].title'), '["Sayings"]')
  assert.equal(found('$.nothing[*]'), '[]')
})

test('several names at the end make an object of what is there', () => {
  assert.equal(found("$.store.book[1]['title','isbn']"), '{"title":"Sword","isbn":"0-553"}')
  assert.equal(found("$.store.book[0]['title','isbn']"), '{"title":"Sayings"}')
})

test('filters ask about each member', () => {
  const titles: [string, string][] = [
    ['@.price < 10', '["Sayings","Moby Dick"]'],
    ['@.price < $.limit', '["Sayings","Moby Dick"]'],
    ['@.isbn', '["Sword"]'],
    ['!@.isbn', '["Sayings","Moby Dick"]'],
    ["@.category == 'fiction' && @.price > 10", '["Sword"]'],
    ["@.category == 'reference' || (@.price > 10)", '["Sayings","Sword"]'],
    ['@.title =~ /s.*/i', '["Sayings","Sword"]'],
    ["@.category in ['fiction', 'poetry']", '["Sword","Moby Dick"]'],
    ["@.title contains 'Dick'", '["Moby Dick"]'],
    ["@['price'] == 8", '["Moby Dick"]'],
    ['@.price > 900', '[]'],
  ]
  for (const [filter, expected] of titles)
    assert.equal(found(`$.store.book[?(${filter})].title`), expected, filter)
})

test('the $. at the beginning may be left out, and @ is the message as well', () => {
  assert.equal(found('limit'), '10')
  assert.equal(found(' store.book[2].price '), '8.0')
  assert.equal(found('@.limit'), '10')
})

test('functions stand at the end', () => {
  assert.equal(found('$.store.book.length()'), '3')
  assert.equal(found('$..price.max()'), '19.95')
  assert.equal(jsonPath('$.stddev()')([2, 4])?.valueOf(), 1)
  assert.equal(found('$.store.book[?(@.price < 9)].length()'), '2')
  assert.equal(found('$.store.bicycle.keys()'), '["color","price"]')
  assert.equal(found('$.limit.length()'), 'null')
})

test('what can’t be understood is refused when the chain is deployed, with the place', () => {
  for (const path of [
    '',
    ' ',
    'a b',
    '$.',
    '$[',
    '$[?(@.a ==)]',
    '$.a.run()',
    '$[?(@.a =~ /(a+)+/)]',
    "$['a",
    '$.a b',
  ])
    assert.throws(() => jsonPath(path), Error, path)
  assert.throws(() => jsonPath('$.a[x]'), /at character 5/)
})
