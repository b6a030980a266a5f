import type { NodeContext } from '../../engine/rules/context.ts'
import { NodeFailure } from '../../engine/rules/failure.ts'
import type { Message } from '../../engine/rules/message.ts'
import type { ScriptInput, ScriptLanguage } from '../../engine/rules/needs.ts'
import type { JsonValue } from '../../engine/rules/values.ts'
import { type FieldSpec, field } from './fields.ts'

/** The three fields of every scripted node, named as in the cloud. */
export interface ScriptConfig {
  /** JS where absent, as in exports that are older than TBEL */
  readonly scriptLang?: ScriptLanguage | undefined
  readonly jsScript?: string | undefined
  readonly tbelScript?: string | undefined
}

/** The fields of a scripted node; spread them into its `config`. */
export function scriptFields(label: string, hint: string, body: string, showWhen?: FieldSpec['showWhen']) {
  const script = { language: 'scriptLang', bodies: { JS: 'jsScript', TBEL: 'tbelScript' } }
  const about = { label, hint, default: body, script }
  return {
    scriptLang: field.optional(
      field.choice({
        label: 'Language',
        options: [
          { value: 'JS', label: 'JavaScript' },
          { value: 'TBEL', label: 'TBEL' },
        ],
        default: 'JS',
        ...(showWhen && { showWhen }),
      }),
    ),
    jsScript: field.script({ ...about, showWhen: { field: 'scriptLang', is: ['JS'] } }),
    tbelScript: field.script({ ...about, showWhen: { field: 'scriptLang', is: ['TBEL'] } }),
  }
}

export interface RunningScript {
  /** Runs the script for a message; a script that fails fails the message. */
  run(message: Message): JsonValue | undefined
  /** Runs it with other input than a message. */
  runWith(input: ScriptInput): JsonValue | undefined
  close(): void
}

/** The body that the chosen language runs. */
export function activeScript(config: ScriptConfig): { language: ScriptLanguage; body: string } {
  const language = config.scriptLang ?? 'JS'
  return { language, body: (language === 'TBEL' ? config.tbelScript : config.jsScript) ?? '' }
}

/**
 * Compiles a node's script. Throws `ScriptError` when it does not compile or its language can't run here.
 * @param names other names of the three arguments than msg, metadata and msgType
 */
export function compileScript(
  config: ScriptConfig,
  { scripts }: Pick<NodeContext, 'scripts'>,
  names?: readonly string[],
): RunningScript {
  const { language, body } = activeScript(config)
  const script = scripts.compile(language, body, names)
  const runWith = (input: ScriptInput) => {
    try {
      return script.run(input)
    } catch (error) {
      throw new NodeFailure((error as Error).message, { cause: error })
    }
  }
  return {
    run: ({ data, metadata, type }) => runWith({ msg: data, metadata, msgType: type }),
    runWith,
    close: () => script.close(),
  }
}
