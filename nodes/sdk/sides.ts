import { NodeFailure } from '../../engine/rules/failure.ts'
import type { Message } from '../../engine/rules/message.ts'
import { field } from './fields.ts'
import { javaPattern } from './java-pattern.ts'

/** Which part of the message a node of keys works on. */
export function sideChoice(label: string) {
  return field.choice({
    label,
    options: [
      { value: 'DATA', label: 'Data' },
      { value: 'METADATA', label: 'Metadata' },
    ],
    default: 'DATA',
  })
}

type Config = Record<string, unknown>

/**
 * How the side was written before: a flag `fromMetadata` in version 0, a text under another name in version 1
 * (rule-nodes.json, "upgrade" of the nodes that copy, delete and rename keys).
 */
export function sideFrom(name: string, nameInVersion1: string): Record<number, (old: Config) => Config> {
  return {
    1({ fromMetadata, ...old }) {
      if (Object.hasOwn(old, name) || Object.hasOwn(old, nameInVersion1)) return old
      if (typeof fromMetadata === 'string') return { ...old, [nameInVersion1]: fromMetadata }
      if (typeof fromMetadata !== 'boolean') throw new Error('“fromMetadata” is neither true nor false')
      return { ...old, [nameInVersion1]: fromMetadata ? 'METADATA' : 'DATA' }
    },
    2({ [nameInVersion1]: side, ...old }) {
      if (Object.hasOwn(old, name)) return old
      if (side !== 'DATA' && side !== 'METADATA')
        throw new Error(`“${nameInVersion1}” is neither DATA nor METADATA`)
      return { ...old, [name]: side }
    },
  }
}

/** Nodes of keys let lists and single values through, and refuse what is no JSON at all. */
export function needsJson(message: Message): void {
  if (message.dataType !== 'JSON') throw new NodeFailure('The message holds no JSON, so it has no keys')
}

/** A group that holds a repetition and is itself repeated: the shape that makes a pattern exponential. */
const nestedRepetition = /\((?:[^()\\]|\\.)*[*+}](?:[^()\\]|\\.)*\)[*+{]/

/**
 * A test whether a name matches one of the patterns, from its first to its last character.
 * Throws when a pattern does not compile.
 */
export function nameTest(patterns: readonly string[], flags = ''): (name: string) => boolean {
  const tests = patterns.map((pattern) => {
    if (nestedRepetition.test(pattern))
      throw new Error(
        `“${pattern}” repeats a repetition, which can take for ever on a long name; write it flatter`,
      )
    try {
      const { source, flags: own } = javaPattern(pattern)
      return new RegExp(`^(?:${source})$`, [...new Set(`u${flags}${own}`)].join(''))
    } catch {
      throw new Error(`“${pattern}” is not a regular expression; check its brackets`)
    }
  })
  return (name) => tests.some((test) => test.test(name))
}

/** What `check` of a node says about its patterns. */
export function wrongPattern(patterns: readonly string[]): string | undefined {
  try {
    nameTest(patterns)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
