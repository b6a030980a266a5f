import { attributeScopes } from '../sdk/attribute-scopes.ts'
import { defineNode, field, NodeFailure } from '../sdk/index.ts'
import { eventMaker } from './event.ts'

/** Sends a message to the edges of its entity. Runs where edges connect to; on an edge it says so. */
export default defineNode({
  type: 'cloud/push-to-edge',
  title: 'Push to edge',
  summary: 'Sends telemetry, attributes and alarms to the edges that the message’s entity is assigned to.',
  help: `This node is for the side that edges connect to. On an edge every message leaves by Failure with that reason, so that
a chain made for the other side can be brought over and looked at.

What just came from an edge (metadata \`source\` is \`edge\`) ends here, and so does what is assigned to no edge.`,
  icon: 'cloud-download',
  synonyms: ['downlink', 'hub', 'sync', 'thingsboard', 'distribute'],
  importsFrom: ['org.thingsboard.rule.engine.edge.TbMsgPushToEdgeNode'],
  outputs: ['Success'],
  effects: true,
  line: 'scope',

  config: {
    scope: field.choice({
      label: 'Scope of attributes',
      hint: 'Where the metadata names none',
      options: attributeScopes,
      default: 'SERVER_SCOPE',
    }),
  },

  examples: [
    {
      title: 'On an edge',
      config: {},
      data: { temperature: 21.5 },
      failsWith: 'This Weir is an edge and no edges belong to it; use “Push to cloud” here',
    },
    {
      title: 'What came from an edge does not go back',
      config: {},
      data: { temperature: 21.5 },
      metadata: { source: 'EDGE' },
    },
  ],

  create({ scope }, context) {
    const { edges, effects } = context
    const eventOf = eventMaker(scope, context)
    return async (message, emit) => {
      if (message.metadata.source?.toLowerCase() === 'edge') return
      const event = eventOf(message)
      if (edges === undefined)
        throw new NodeFailure('This Weir is an edge and no edges belong to it; use “Push to cloud” here')
      const { originator } = message
      const whose = originator.entityType === 'EDGE' ? [originator.id] : await edges.of(originator)
      for (const edge of whose)
        await effects.perform(
          `Push ${event.action} to the edge ${edge}`,
          () => edges.push(edge, event),
          undefined,
        )
      if (whose.length > 0) emit('Success', message)
    }
  },
})
