import { Type } from 'typebox'
import { parseJson } from '../rules/json.ts'
import type { JsonValue } from '../rules/values.ts'
import type { ScriptOutcome, ScriptRun } from './contract.ts'
import { badRequest } from './errors.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'
import { runScript } from './script-runs.ts'

const { needs } = routesOf('rule chains')
const tags = ['rule chains']

const TestBody = Type.Object({
  script: Type.String(),
  scriptType: Type.String(),
  argNames: Type.Optional(Type.Array(Type.String())),
  msg: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  metadata: Type.Optional(Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()])),
  msgType: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})

const kinds = new Map<string, ScriptRun['kind']>([
  ['update', 'transform'],
  ['generate', 'transform'],
  ['filter', 'filter'],
  ['switch', 'switch'],
  ['json', 'json'],
  ['string', 'string'],
])

/** Trying a script the cloud's way: always 200, the error inside of the answer (rest-core.md 11.2). */
export function scriptTestRoutes(api: Api, { scripts }: ApiParts): void {
  api.get('/api/ruleChain/tbelEnabled', { ...needs('RULE_CHAIN:READ'), schema: { tags } }, () =>
    scripts.supports('TBEL'),
  )

  api.post(
    '/api/ruleChain/testScript',
    {
      ...needs('RULE_CHAIN:DEBUG'),
      schema: {
        tags,
        body: TestBody,
        querystring: Type.Object({ scriptLang: Type.Optional(Type.String()) }),
      },
    },
    (request) => {
      const { script, scriptType, argNames, msg, metadata, msgType } = request.body
      const language = request.query.scriptLang ?? 'JS'
      if (language !== 'JS' && language !== 'TBEL')
        throw badRequest(`Unsupported script language '${language}'`)
      const kind = kinds.get(scriptType)
      if (!kind) return { output: '', error: `Unsupported script type: ${scriptType}` }
      let data: JsonValue
      try {
        data = parseJson(msg ?? '{}')
      } catch (error) {
        return { output: '', error: `The message is not JSON: ${(error as Error).message}` }
      }
      const run: ScriptRun = {
        language,
        body: script,
        kind,
        msg: data,
        metadata: metadata ?? {},
        msgType: msgType ?? '',
      }
      return testAnswer(kind, runScript(scripts, run, argNames))
    },
  )
}

function testAnswer(kind: ScriptRun['kind'], outcome: ScriptOutcome): { output: string; error: string } {
  if (!outcome.ok) return { output: '', error: outcome.error }
  if (kind === 'string') return { output: String(outcome.result), error: '' }
  if (kind === 'switch') return { output: JSON.stringify(outcome.outputs), error: '' }
  return { output: JSON.stringify(outcome.result), error: '' }
}
