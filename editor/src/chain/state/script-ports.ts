import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'

/** Outputs that a script can be seen to return: the text literals of its `return` statements. */
export function portsFromScript(
  configuration: Readonly<Record<string, unknown>>,
  definition: NodeDefinitionJson,
): string[] {
  const ports = new Set<string>()
  for (const field of Object.values(definition.config)) {
    if (field.kind !== 'script' || !field.script) continue
    const language = String(configuration[field.script.language] ?? '')
    const bodyKey = field.script.bodies[language]
    const body = bodyKey === undefined ? undefined : configuration[bodyKey]
    if (typeof body === 'string') for (const port of literalsReturned(body)) ports.add(port)
  }
  return [...ports].slice(0, 16)
}

/** `return x > 1 ? 'high' : ['low', "odd"]` → high, low, odd. Longer texts are hardly names and are left out. */
export function literalsReturned(body: string): string[] {
  const found: string[] = []
  const code = body.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"])\/\/[^\n]*/g, '$1')
  for (const [, expression = ''] of code.matchAll(/\breturn\b([^;}]*)/g)) {
    // what is compared with is no result: `return kind == 'a' ? 'x' : 'y'`
    const results = expression.replace(/[=!]==?\s*(['"])(?:(?!\1).)*\1/g, '')
    for (const [, , text = ''] of results.matchAll(/(['"])((?:(?!\1)[^\\\n]){1,40})\1/g)) found.push(text)
  }
  return found
}
