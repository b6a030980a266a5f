import type { NodeKind, NodeLibrary } from '../../engine/rules/library.ts'
import type { Catalogue } from './catalogue.ts'
import { whyUnknown } from './cloud-classes.ts'
import type { AnyNode } from './define.ts'
import { upgradeConfig } from './upgrade.ts'
import { validateConfig } from './validate.ts'

/** The node catalogue as the engine asks for it: configurations are upgraded and validated on the way. */
export function libraryOf(catalogue: Catalogue): NodeLibrary {
  const kinds = new Map<AnyNode, NodeKind>()
  return {
    whyUnknown,
    find(type) {
      const definition = catalogue.byType(type) ?? catalogue.byClass(type)
      if (definition === undefined) return undefined
      const known = kinds.get(definition)
      if (known !== undefined) return known
      const kind = kindOf(definition)
      kinds.set(definition, kind)
      return kind
    },
  }
}

function kindOf(definition: AnyNode): NodeKind {
  return {
    type: definition.type,
    title: definition.title,
    source: definition.source ?? false,
    outputs: definition.outputs,
    customOutputs: definition.customOutputs ?? false,
    prepare(node) {
      const upgraded = upgradeConfig(definition, node.configuration, node.configurationVersion)
      const { config, problems } = validateConfig(definition, upgraded.config)
      const upgradeProblem = upgraded.problem === undefined ? [] : [{ message: upgraded.problem }]
      return { config, problems: [...upgradeProblem, ...problems] }
    },
    // Validated by `prepare` against the same definition, whose types the catalogue has forgotten.
    create: (config, context) => definition.create(config as never, context),
  }
}
