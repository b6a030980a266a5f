// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates of ours
import { attributeScopes, scopeOf } from '../sdk/attribute-scopes.ts'
import { type AttributeScope, defineNode, field, Message, type NodeContext, template } from '../sdk/index.ts'

/** Forgets attributes of a message's originator. */
export default defineNode({
  type: 'persistence/delete-attributes',
  title: 'Delete attributes',
  summary: 'Deletes attributes of what the message is about.',
  help: `Works on messages of any type. Metadata \`scope\` wins over the scope chosen here. A connected device hears of
deleted shared attributes where that is chosen here, or where metadata \`notifyDevice\` is true.`,
  icon: 'eraser',
  synonyms: ['remove', 'forget', 'clear', 'property', 'setting'],
  importsFrom: ['org.thingsboard.rule.engine.telemetry.TbMsgDeleteAttributesNode'],
  outputs: ['Success'],
  line: 'keys',

  config: {
    scope: field.choice({ label: 'Scope', options: attributeScopes, default: 'SERVER_SCOPE' }),
    keys: field.keys({ label: 'Keys', hint: 'Names, or templates as ${key}', template: true, default: [] }),
    sendAttributesDeletedNotification: field.flag({
      label: 'Send an ATTRIBUTES_DELETED message into the root chain',
      default: false,
    }),
    notifyDevice: field.flag({ label: 'Tell the device', hint: 'Shared attributes only', default: false }),
  },

  examples: [
    {
      title: 'The message names the key',
      config: { keys: ['${key}'] },
      data: {},
      metadata: { key: 'alarmText' },
      goesTo: 'Success',
    },
    {
      config: { keys: ['setpoint'] },
      data: {},
      metadata: { scope: 'MINE' },
      failsWith: 'Metadata scope is “MINE”, which is no attribute scope',
    },
  ],

  create(config, context) {
    const names = config.keys.map(template)
    return async (message, emit) => {
      const keys = [...new Set(names.map((name) => name(message)))].filter((key) => key.trim() !== '')
      if (keys.length > 0) await forget(message, keys)
      emit('Success', message)
    }

    async function forget(message: Message, keys: readonly string[]): Promise<void> {
      const { originator, metadata } = message
      const scope = scopeOf(message, config.scope)
      await context.attributes.remove(originator, scope, keys)
      const isTold = config.notifyDevice || metadata.notifyDevice?.toLowerCase() === 'true'
      if (scope === 'SHARED_SCOPE' && originator.entityType === 'DEVICE' && isTold)
        context.devices.notifyShared(originator.id, {}, keys)
      if (config.sendAttributesDeletedNotification)
        await context.enqueue(attributesDeleted(context, message, keys, scope))
    }
  },
})

function attributesDeleted(
  { identity, clock, node }: NodeContext,
  message: Message,
  keys: readonly string[],
  scope: AttributeScope,
): Message {
  return Message.of({
    id: identity.uuid(),
    ts: clock.now(),
    type: 'ATTRIBUTES_DELETED',
    originator: message.originator,
    customerId: message.customerId,
    metadata: { ...message.metadata, scope, ruleNodeId: node.id },
    data: { attributes: keys },
  })
}
