import { scopeOf } from '../sdk/attribute-scopes.ts'
import type { EntityViewSummary } from '../sdk/entities.ts'
import { entitiesOf } from '../sdk/entities.ts'
import {
  type AttributeScope,
  defineNode,
  field,
  InTurn,
  isObject,
  type JsonObject,
  type Message,
  NodeFailure,
} from '../sdk/index.ts'

const accepted = [
  'ATTRIBUTES_UPDATED',
  'ATTRIBUTES_DELETED',
  'POST_ATTRIBUTES_REQUEST',
  'ACTIVITY_EVENT',
  'INACTIVITY_EVENT',
]

/** Carries changes of attributes over to the views of a message's originator. */
export default defineNode({
  type: 'persistence/copy-to-view',
  title: 'Copy to view',
  summary: 'Carries changed and deleted attributes over to the entity views of what the message is about.',
  help: `Takes messages of the types \`ATTRIBUTES_UPDATED\`, \`ATTRIBUTES_DELETED\`, \`POST_ATTRIBUTES_REQUEST\`,
\`ACTIVITY_EVENT\` and \`INACTIVITY_EVENT\`. Each view that is open now gets the keys that it shows. The message itself ends
here; for each view one about the view leaves by Success.`,
  icon: 'copy',
  synonyms: ['entity view', 'share', 'mirror', 'attributes', 'customer'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbCopyAttributesToEntityViewNode'],
  outputs: ['Success'],

  config: { version: field.hidden(0) },

  examples: [
    {
      title: 'A device without views',
      config: {},
      data: { setpoint: 21 },
      metadata: { scope: 'SHARED_SCOPE' },
      messageType: 'ATTRIBUTES_UPDATED',
    },
    {
      config: {},
      data: { setpoint: 21 },
      messageType: 'ATTRIBUTES_UPDATED',
      failsWith: 'The metadata say no scope, so nobody knows which attributes changed',
    },
    {
      config: {},
      data: { temperature: 21 },
      failsWith: 'Only changes of attributes can be copied to views, this message is POST_TELEMETRY_REQUEST',
    },
  ],

  create(_, context) {
    const entities = entitiesOf(context)
    const { attributes, clock, identity } = context
    const turns = new InTurn()

    /** Whether there is something to tell of the view. */
    const carryOver = async (
      view: EntityViewSummary,
      scope: AttributeScope,
      change: Change,
    ): Promise<boolean> => {
      const ref = { entityType: 'ENTITY_VIEW', id: view.id }
      const shown = new Set(keysOf(view, scope))
      if (change.deleted !== null) {
        const keys = change.deleted.filter((key) => shown.has(key))
        if (keys.length > 0) await attributes.remove(ref, scope, keys)
        return keys.length > 0
      }
      const values = Object.entries(change.values).filter(([key]) => shown.has(key))
      for (const [key, value] of values)
        if (value === null) throw new NodeFailure(`“${key}” is null, which can't be saved`)
      await attributes.save(ref, scope, Object.fromEntries(values), clock.now())
      return true
    }

    return (message, emit) => {
      if (!accepted.includes(message.type))
        throw new NodeFailure(
          `Only changes of attributes can be copied to views, this message is ${message.type}`,
        )
      const scope = changedScope(message)
      const change = changeOf(message)
      return turns.run(message.originator.id, async () => {
        const now = clock.now()
        for (const view of await entities.viewsOf(message.originator)) {
          const { id, startTime, endTime } = view
          if (startTime > now || (endTime !== 0 && endTime <= now)) continue
          const originator = { entityType: 'ENTITY_VIEW', id }
          if (await carryOver(view, scope, change))
            emit('Success', message.with({ id: identity.uuid(), originator }))
        }
      })
    }
  },
})

/** What devices report are client attributes, whatever the metadata say. */
function changedScope(message: Message): AttributeScope {
  const { type, metadata } = message
  const isReported = type === 'POST_ATTRIBUTES_REQUEST'
  if (Object.keys(metadata).length === 0 || !(isReported || metadata.scope))
    throw new NodeFailure('The metadata say no scope, so nobody knows which attributes changed')
  return isReported ? 'CLIENT_SCOPE' : scopeOf(message, 'SERVER_SCOPE')
}

interface Change {
  readonly values: JsonObject
  /** null when attributes were set */
  readonly deleted: readonly string[] | null
}

function changeOf({ type, data }: Message): Change {
  if (!isObject(data)) throw new NodeFailure('The message is not an object of attributes')
  if (type !== 'ATTRIBUTES_DELETED') return { values: data, deleted: null }
  const { attributes } = data
  if (!Array.isArray(attributes) || !attributes.every((key) => typeof key === 'string'))
    throw new NodeFailure('“attributes” of the message is not a list of keys')
  return { values: {}, deleted: attributes }
}

function keysOf(view: EntityViewSummary, scope: AttributeScope): readonly string[] {
  if (scope === 'CLIENT_SCOPE') return view.clientKeys
  return scope === 'SHARED_SCOPE' ? view.sharedKeys : view.serverKeys
}
