import type { NodeDefinitionJson, ScriptRun } from '../../../../engine/api/contract.ts'

/** What a node's script should return, by which its result is judged. */
export function scriptKind(definition: NodeDefinitionJson | undefined): ScriptRun['kind'] {
  if (!definition) return 'json'
  if (definition.outputs.includes('True')) return 'filter'
  if (definition.customOutputs) return 'switch'
  if (definition.category === 'transformation') return 'transform'
  return definition.type.endsWith('/log') ? 'string' : 'json'
}

/** The names that scripts of a kind of node are given. */
export function scriptNames(type: string): readonly string[] {
  return type === 'flow/generator' ? generatorNames : messageNames
}

const messageNames = ['msg', 'metadata', 'msgType']
const generatorNames = ['prevMsg', 'prevMetadata', 'prevMsgType']
