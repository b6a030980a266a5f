import { CalculatedFieldRunner } from '../calculated-fields/calculated-fields.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { Alarms } from '../rules/alarms.ts'
import type { Message } from '../rules/message.ts'
import type { Attributes, Scripts } from '../rules/needs.ts'
import type { Ground } from './core.ts'
import type { EventLog } from './event-log.ts'

interface Rooms {
  readonly scripts: Scripts
  readonly alarms: Alarms
  readonly sessions: Sessions
  readonly serverName: string
  /** opened later */
  readonly events: () => EventLog
  enqueue(message: Message): Promise<void>
}

/** Makes the runner of calculated fields and lets it hear of everything that concerns them. It does not run yet. */
export function openCalculatedFields(
  { store, clock, identity, log, onClose }: Ground,
  { scripts, alarms, sessions, events, serverName, enqueue }: Rooms,
): CalculatedFieldRunner {
  const runner = new CalculatedFieldRunner({
    clock,
    identity,
    log,
    scripts,
    telemetry: store.telemetry,
    attributes: store.attributes,
    entities: store.entities,
    relations: store.relations,
    many: store.valuesOfMany,
    alarms,
    fields: store.calculatedFields,
    tenantId: store.tenantId,
    serverName,
    debugged: (fieldId, ts, body) => events().calculated(fieldId, ts, body),
    enqueue,
    notifyShared: (id, changed) => sessions.notifyShared(id, changed, []),
  })
  onClose(store.onChanged((change) => runner.entityChanged(change)))
  onClose(store.relations.onChanged((from, to) => runner.relationChanged(from, to)))
  onClose(
    store.attributes.onSaved((entity, scope, _values, deleted) => {
      if (deleted.length > 0) void runner.removed(entity, scope, deleted)
    }),
  )
  return runner
}

/** Attributes whose changes calculated fields hear of: for those who save them without a chain. */
export function heardAttributes(attributes: Attributes, runner: CalculatedFieldRunner): Attributes {
  return {
    read: (entity, scope, keys) => attributes.read(entity, scope, keys),
    remove: (entity, scope, keys) => attributes.remove(entity, scope, keys),
    async save(entity, scope, values, ts) {
      const changed = await attributes.save(entity, scope, values, ts)
      await runner.attributes(entity, scope, values, ts, {})
      return changed
    },
  }
}
