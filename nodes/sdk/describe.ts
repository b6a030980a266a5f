import type { NodeDefinitionJson } from '../../engine/api/contract.ts'
import type { AnyNode } from './define.ts'
import { validateConfig } from './validate.ts'

/** The output every node has unless it declares that it never fails. */
export const failureOutput = 'Failure'

/** All outputs of a node in the order in which they are drawn, `Failure` last. */
export function outputsOf(definition: AnyNode): readonly string[] {
  return definition.neverFails ? [...definition.outputs] : [...definition.outputs, failureOutput]
}

/** The definition as plain JSON, for the editor. Everything but `check`, `versions` and `create`. */
export function describeNode(definition: AnyNode): NodeDefinitionJson {
  return {
    type: definition.type,
    category: definition.type.slice(0, definition.type.indexOf('/')),
    title: definition.title,
    summary: definition.summary,
    help: definition.help ?? null,
    icon: definition.icon ?? null,
    synonyms: definition.synonyms ?? [],
    classes: definition.importsFrom ?? [],
    source: definition.source ?? false,
    queued: definition.queued ?? false,
    outputs: outputsOf(definition),
    customOutputs: definition.customOutputs ?? false,
    config: definition.config,
    defaults: JSON.parse(JSON.stringify(validateConfig(definition, {}).config)),
    version: definition.configurationVersion ?? 0,
    line: definition.line ?? null,
    examples: definition.examples,
  }
}
