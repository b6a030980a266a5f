import { attributeScopes, scopeOf } from '../sdk/attribute-scopes.ts'
import { calculateAttributes } from '../sdk/calculated.ts'
import { castTexts } from '../sdk/cast-texts.ts'
import {
  type AttributeScope,
  defineNode,
  field,
  isObject,
  type JsonObject,
  Message,
  type NodeContext,
  NodeFailure,
  stringifyJson,
  timeOf,
} from '../sdk/index.ts'
import { dueActions, processingField } from '../sdk/processing.ts'

/** Keeps the message's values as attributes of its originator. */
export default defineNode({
  type: 'persistence/save-attributes',
  title: 'Save attributes',
  summary: 'Keeps each value of the message as an attribute of its device: one current value, no history.',
  help: `Takes messages of type \`POST_ATTRIBUTES_REQUEST\` whose data is \`{key: value}\`. Metadata \`scope\` wins over
the scope chosen here. A connected device hears of changed shared attributes unless metadata \`notifyDevice\` says
otherwise, as it does for what devices themselves report. *Live views* are the pages that show values as they come:
they can be shown what is not saved, or spared what is.`,
  icon: 'tag-plus',
  synonyms: ['store', 'property', 'setting', 'database', 'persist', 'shared', 'client', 'server'],
  importsFrom: ['org.thingsboard.rule.engine.telemetry.TbMsgAttributesNode'],
  outputs: ['Success'],
  line: 'scope',

  config: {
    scope: field.choice({ label: 'Scope', options: attributeScopes, default: 'SERVER_SCOPE' }),
    updateAttributesOnlyOnValueChange: field.flag({ label: 'Save only what really changed', default: true }),
    sendAttributesUpdatedNotification: field.flag({
      label: 'Send an ATTRIBUTES_UPDATED message into the root chain',
      hint: 'Not for client attributes',
      default: false,
    }),
    notifyDevice: field.flag({
      label: 'Always tell the device',
      hint: 'Shared attributes only; otherwise metadata notifyDevice decides',
      default: false,
    }),
    processingSettings: processingField({
      attributes: 'Attributes',
      webSockets: 'Live views',
      calculatedFields: 'Calculated fields',
    }),
  },
  configurationVersion: 3,
  versions: {
    1: (old) => ({ updateAttributesOnlyOnValueChange: false, ...old }),
    2: (old) => ({
      ...old,
      notifyDevice: flagOf(old.notifyDevice, true),
      sendAttributesUpdatedNotification: flagOf(old.sendAttributesUpdatedNotification, false),
      updateAttributesOnlyOnValueChange: flagOf(old.updateAttributesOnlyOnValueChange, true),
    }),
    3: (old) => ({ ...old, processingSettings: { type: 'ON_EVERY_MESSAGE' } }),
  },

  examples: [
    {
      config: { scope: 'CLIENT_SCOPE' },
      data: { firmware: '1.4.2' },
      messageType: 'POST_ATTRIBUTES_REQUEST',
      goesTo: 'Success',
    },
    {
      title: 'The message chooses the scope',
      config: {},
      data: { setpoint: 21 },
      metadata: { scope: 'SHARED_SCOPE' },
      messageType: 'POST_ATTRIBUTES_REQUEST',
      goesTo: 'Success',
    },
    {
      config: {},
      data: { temperature: 21 },
      messageType: 'POST_TELEMETRY_REQUEST',
      failsWith:
        'Only POST_ATTRIBUTES_REQUEST messages can be saved as attributes, this one is POST_TELEMETRY_REQUEST',
    },
  ],

  create(config, context) {
    const { attributes, devices, calculatedFields } = context
    const due = dueActions(config.processingSettings, ['attributes', 'webSockets', 'calculatedFields'])

    const save = async (message: Message, values: JsonObject, scope: AttributeScope, does: Does) => {
      const wanted = config.updateAttributesOnlyOnValueChange
        ? changed(values, await attributes.read(message.originator, scope, Object.keys(values)))
        : values
      if (isEmpty(wanted)) return
      const ts = timeOf(message)
      if (does.saves) {
        await (does.shows
          ? attributes.save(message.originator, scope, wanted, ts)
          : attributes.save(message.originator, scope, wanted, ts, { live: false }))
        if (
          scope === 'SHARED_SCOPE' &&
          message.originator.entityType === 'DEVICE' &&
          tellsDevice(config, message)
        )
          devices.notifyShared(message.originator.id, wanted, [])
        if (config.sendAttributesUpdatedNotification && scope !== 'CLIENT_SCOPE')
          await context.enqueue(attributesUpdated(context, message, wanted, scope))
      } else if (does.shows) attributes.show?.(message.originator, scope, wanted)
      if (does.calculates) await calculateAttributes(calculatedFields, message, { scope, ts, values: wanted })
    }

    return (message, emit) => {
      if (message.type !== 'POST_ATTRIBUTES_REQUEST')
        throw new NodeFailure(
          `Only POST_ATTRIBUTES_REQUEST messages can be saved as attributes, this one is ${message.type}`,
        )
      const values = valuesOf(message)
      const scope = scopeOf(message, config.scope)
      const ts = timeOf(message)
      const does = {
        saves: due.attributes(message, ts),
        shows: due.webSockets(message, ts),
        calculates: due.calculatedFields(message, ts),
      }
      if (isEmpty(values) || !(does.saves || does.shows || does.calculates)) return emit('Success', message)
      return save(message, values, scope, does).then(() => emit('Success', message))
    }
  },
})

/** What is due for a message. */
interface Does {
  readonly saves: boolean
  /** live views hear of it */
  readonly shows: boolean
  readonly calculates: boolean
}

/** A flag that older versions wrote as text. */
function flagOf(value: unknown, otherwise: boolean): boolean {
  const text = String(value)
  return text === 'true' ? true : text === 'false' ? false : otherwise
}

function valuesOf({ data }: Message): JsonObject {
  if (!isObject(data)) throw new NodeFailure('The message is not an object of keys and values')
  for (const key in data)
    if (data[key] === null) throw new NodeFailure(`“${key}” is null, which can't be saved`)
  return castTexts(data)
}

/** An absent or empty metadata notifyDevice means yes; messages of devices themselves carry "false". */
function tellsDevice(config: { notifyDevice: boolean }, { metadata }: Message): boolean {
  const given = metadata.notifyDevice
  return config.notifyDevice || given === undefined || given === '' || given.toLowerCase() === 'true'
}

/** The values that differ from the stored ones, in value or in type (5 and 5.0 are two). */
function changed(values: JsonObject, stored: JsonObject): JsonObject {
  const different = Object.entries(values).filter(
    ([key, value]) =>
      !Object.hasOwn(stored, key) || stringifyJson(stored[key] ?? null) !== stringifyJson(value),
  )
  return different.length === Object.keys(values).length ? values : Object.fromEntries(different)
}

function isEmpty(values: JsonObject): boolean {
  for (const _ in values) return false
  return true
}

function attributesUpdated(
  { identity, clock, node }: NodeContext,
  message: Message,
  values: JsonObject,
  scope: AttributeScope,
): Message {
  return Message.of({
    id: identity.uuid(),
    ts: clock.now(),
    type: 'ATTRIBUTES_UPDATED',
    originator: message.originator,
    customerId: message.customerId,
    metadata: { ...message.metadata, scope, ruleNodeId: node.id },
    data: values,
  })
}
