import {
  defineNode,
  type EntityRef,
  field,
  type Message,
  type NodeContext,
  NodeFailure,
} from '../sdk/index.ts'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** A chain as one node of another. */
export default defineNode({
  type: 'flow/chain',
  title: 'Rule chain',
  summary: 'Runs another rule chain; what its output nodes send leaves here by their names.',
  icon: 'sitemap',
  synonyms: ['nested', 'subflow', 'call', 'input', 'module'],
  importsFrom: ['org.thingsboard.rule.engine.flow.TbRuleChainInputNode'],
  outputs: [] as readonly string[],
  customOutputs: true,
  line: 'ruleChainId',

  config: {
    ruleChainId: field.chain({ label: 'Rule chain' }),
    forwardMsgToDefaultRuleChain: field.flag({
      label: 'Prefer the chain of the profile',
      hint: 'Of devices and assets; where their profile names none, the chain above runs',
      default: false,
    }),
  },
  configurationVersion: 1,
  versions: { 1: (old) => ({ forwardMsgToDefaultRuleChain: false, ...old }) },

  check({ ruleChainId }) {
    return uuid.test(ruleChainId) ? undefined : 'Choose the rule chain to run'
  },

  examples: [
    {
      title: 'The other chain takes over',
      config: { ruleChainId: '7d0b3a50-0c1f-11ef-8b3e-2f1f6d8c5a11' },
      data: { temperature: 21 },
    },
    {
      title: 'The device’s profile may name another one',
      config: { ruleChainId: '7d0b3a50-0c1f-11ef-8b3e-2f1f6d8c5a11', forwardMsgToDefaultRuleChain: true },
      data: { temperature: 21 },
    },
  ],

  create({ ruleChainId, forwardMsgToDefaultRuleChain }, context) {
    if (!forwardMsgToDefaultRuleChain) return (message) => enter(ruleChainId, message, context)
    return async (message) => {
      const entity = await withProfile(message.originator, context)
      enter(entity?.defaultRuleChainId ?? ruleChainId, message, context)
    }
  },
})

/** What the profile of the originator says; nothing for those that have none. */
function withProfile(originator: EntityRef, { devices, entities }: NodeContext) {
  if (originator.entityType === 'DEVICE') return devices.byId(originator.id)
  return originator.entityType === 'ASSET' ? entities?.byId(originator) : null
}

function enter(chainId: string, message: Message, { flow, node }: NodeContext): void {
  if (chainId === node.chainId) throw new NodeFailure('A chain can’t run itself; choose another one')
  flow.enterChain(chainId, message)
}
