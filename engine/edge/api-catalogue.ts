import type { Catalogue } from '../../nodes/sdk/catalogue.ts'
import { clusteringOf, whyUnknown } from '../../nodes/sdk/cloud-classes.ts'
import { describeNode } from '../../nodes/sdk/describe.ts'
import { upgradeConfig } from '../../nodes/sdk/upgrade.ts'
import type { NodeCatalogue } from '../api/needs.ts'

/** The node catalogue as the API asks for it: described for the editor, translated for the cloud. */
export function catalogueForApi(catalogue: Catalogue): NodeCatalogue {
  return {
    byType: (type) => catalogue.byType(type),
    byClass: (name) => catalogue.byClass(name),
    describe: () => catalogue.all.map(describeNode),
    whyUnknown,
    clustering: clusteringOf,
    upgrade: (kind, configuration, version) => {
      const definition = catalogue.byType(kind.type)
      if (definition === undefined) throw new Error(`There is no node of type ${kind.type}`)
      return upgradeConfig(definition, configuration, version)
    },
  }
}
