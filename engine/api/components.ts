import { Type } from 'typebox'
import type { NodeDefinitionJson } from './contract.ts'
import { found } from './errors.ts'
import { type Api, type ApiParts, routesOf } from './routes.ts'

const { needs } = routesOf('rule chains')
const tags = ['rule chains']

/** The cloud's words for our categories. */
const componentTypes = new Map([
  ['filter', 'FILTER'],
  ['enrichment', 'ENRICHMENT'],
  ['transformation', 'TRANSFORMATION'],
  ['external', 'EXTERNAL'],
  ['flow', 'FLOW'],
])

/** Nodes that write messages to a queue of the user's choice. */
const namesQueue = new Set(['flow/checkpoint', 'flow/generator', 'transformation/deduplication'])

/** Node kinds as the cloud's component descriptors (rest-core.md 11.2): those that the cloud has a class for. */
export function componentRoutes(api: Api, { catalogue }: ApiParts): void {
  const all = () => catalogue.describe().filter((node) => node.classes.length > 0)

  api.get(
    '/api/components',
    {
      ...needs('RULE_CHAIN:READ'),
      schema: {
        tags,
        querystring: Type.Object({
          componentTypes: Type.Optional(Type.String()),
          ruleChainType: Type.Optional(Type.String()),
        }),
      },
    },
    (request) => {
      const wanted = new Set((request.query.componentTypes ?? '').split(',').filter(Boolean))
      const descriptors = all().map((node) => descriptorOf(node, catalogue))
      return wanted.size === 0 ? descriptors : descriptors.filter(({ type }) => wanted.has(type))
    },
  )

  api.get(
    '/api/components/:componentType',
    { ...needs('RULE_CHAIN:READ'), schema: { tags, params: Type.Object({ componentType: Type.String() }) } },
    (request) => {
      const descriptors = all().map((node) => descriptorOf(node, catalogue))
      return descriptors.filter(({ type }) => type === request.params.componentType)
    },
  )

  api.get(
    '/api/component/:clazz',
    { ...needs('RULE_CHAIN:READ'), schema: { tags, params: Type.Object({ clazz: Type.String() }) } },
    (request) =>
      descriptorOf(found(all().find((node) => node.classes.includes(request.params.clazz))), catalogue),
  )
}

function descriptorOf(node: NodeDefinitionJson, catalogue: ApiParts['catalogue']) {
  return {
    type: componentTypes.get(node.category) ?? 'ACTION',
    scope: 'TENANT',
    clusteringMode: catalogue.clustering?.(node.classes[0] as string) ?? 'ENABLED',
    name: node.title,
    clazz: node.classes[0] as string,
    configurationDescriptor: {
      nodeDefinition: {
        details: node.help ?? node.summary,
        description: node.summary,
        inEnabled: !node.source,
        outEnabled: node.outputs.length > 0,
        relationTypes: node.outputs,
        customRelations: node.customOutputs,
        ruleChainNode: node.category === 'flow',
        defaultConfiguration: node.defaults,
        icon: node.icon,
        iconUrl: null,
        docUrl: null,
      },
    },
    configurationVersion: catalogue.byType(node.type)?.configurationVersion ?? 0,
    actions: null,
    hasQueueName: namesQueue.has(node.type),
  }
}
