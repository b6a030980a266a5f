import { type Script, ScriptError, type ScriptLanguage, type Scripts } from '../rules/needs.ts'
import { type Roads, startJavaScript } from './javascript/javascript.ts'
import type { ScriptLimits } from './javascript/machine.ts'
import { compileArgumentScript } from './tbel/argument-script.ts'
import { compileTbel } from './tbel/compile.ts'

/** Compiles one body as a function of the named arguments. Throws `ScriptError`. */
type Compiler = (body: string, names: readonly string[]) => Script

export const defaultLimits: ScriptLimits = {
  time: 70,
  memory: 64 * 1024 * 1024,
  stack: 256 * 1024,
  result: 300_000,
}

/** Longest body that is compiled, in characters; the cloud has the same limit. */
const longestBody = 50_000

const messageNames = ['msg', 'metadata', 'msgType']

/**
 * Starts the script languages. A language is one entry of the table.
 */
export async function createScripts({
  limits,
  roads,
}: {
  limits?: Partial<ScriptLimits>
  roads?: Roads
} = {}): Promise<Scripts> {
  const compilers = new Map<ScriptLanguage, Compiler>([
    ['JS', await startJavaScript({ ...defaultLimits, ...limits }, roads)],
    ['TBEL', compileTbel],
  ])
  return {
    supports: (language) => compilers.has(language),
    compileArguments(body, names) {
      checkBody(body)
      return compileArgumentScript(body, names)
    },
    compile(language, body, names = messageNames) {
      const compiler = compilers.get(language)
      if (compiler === undefined)
        throw new ScriptError(`${language} scripts can't run yet; write it in JavaScript`)
      checkBody(body)
      return compiler(body, names)
    },
  }
}

function checkBody(body: string): void {
  if (body.trim() === '') throw new ScriptError('The script is empty')
  if (body.length > longestBody) throw new ScriptError(`The script is longer than ${longestBody} characters`)
}
