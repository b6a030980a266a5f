/** The tables of docs/reference/tbel.md that list what the library has. A test compares the page with them. */
import { libraryNames } from './library/library.ts'
import { allMethods } from './library/methods.ts'

function row(name: string, members: readonly string[]): string {
  return `| ${name} | ${members.map((member) => `\`${member}\``).join(' ')} |`
}

const numberKinds = new Set([
  'Integer',
  'Long',
  'Double',
  'Float',
  'Byte',
  'Short',
  'BigInteger',
  'BigDecimal',
])

/** Helper functions, methods and statics as Markdown. */
export function referenceTables(): string {
  const { functions, classes } = libraryNames()
  const methods = [...allMethods()].filter(([kind]) => !numberKinds.has(kind) || kind === 'Integer')
  const statics = [...classes]
    .filter(([name]) => name !== 'StrictMath')
    .map(([name, found]) => {
      const made = found.make === undefined ? [] : [`new ${name}(…)`]
      return row(name, [...made, ...found.constants.keys(), ...found.statics.keys()])
    })
  return [
    '### Helper functions',
    '',
    functions
      .toSorted()
      .map((name) => `\`${name}\``)
      .join(' '),
    '',
    '### Methods',
    '',
    '| of | methods |',
    '| --- | --- |',
    ...methods.map(([kind, names]) => row(kind === 'Integer' ? 'every number' : kind, names)),
    '',
    '### Classes',
    '',
    '| class | members |',
    '| --- | --- |',
    ...statics,
  ].join('\n')
}
