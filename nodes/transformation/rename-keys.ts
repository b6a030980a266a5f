import { defineNode, field, isObject } from '../sdk/index.ts'
import { needsJson, sideChoice, sideFrom } from '../sdk/sides.ts'

/** Gives keys other names. */
export default defineNode({
  type: 'transformation/rename-keys',
  title: 'Rename keys',
  summary: 'Gives keys of the data or of the metadata other names; their values stay.',
  help: 'Renames are done one after the other. A key that is not there is skipped, one that is in the way is replaced.',
  icon: 'replace',
  synonyms: ['map', 'alias', 'key', 'name'],
  importsFrom: ['org.thingsboard.rule.engine.transform.TbRenameKeysNode'],
  outputs: ['Success'],
  line: 'renameKeysMapping',

  config: {
    renameIn: sideChoice('Rename in'),
    renameKeysMapping: field.pairs({
      label: 'Names',
      columns: ['Old name', 'New name'],
      hint: 'Old name → new name',
      default: { temperatureCelsius: 'temperature' },
    }),
  },
  configurationVersion: 2,
  versions: sideFrom('renameIn', 'fromMetadata'),

  check({ renameKeysMapping }) {
    return Object.keys(renameKeysMapping).length === 0 ? 'Add at least one pair of names' : undefined
  },

  examples: [
    {
      config: { renameKeysMapping: { t: 'temperature' } },
      data: { t: 21.5, door: 'open' },
      goesTo: 'Success',
      data_after: { door: 'open', temperature: 21.5 },
    },
    {
      config: { renameIn: 'METADATA', renameKeysMapping: { deviceName: 'name' } },
      data: {},
      metadata: { deviceName: 'Pump 1' },
      goesTo: 'Success',
      metadata_after: { name: 'Pump 1' },
    },
  ],

  create({ renameIn, renameKeysMapping }) {
    const names = Object.entries(renameKeysMapping)
    if (renameIn === 'METADATA')
      return (message, emit) => emit('Success', message.withMetadata(renamed(message.metadata, names)))
    return (message, emit) => {
      needsJson(message)
      emit('Success', isObject(message.data) ? message.withData(renamed(message.data, names)) : message)
    }
  },
})

/** A map keeps hostile names as they are, and the place of a renamed key is at the end, as in the cloud. */
function renamed<V>(
  side: Readonly<Record<string, V>>,
  names: readonly [string, string][],
): Record<string, V> {
  const members = new Map(Object.entries(side))
  for (const [from, to] of names) {
    const value = members.get(from)
    if (value === undefined) continue
    members.set(to, value)
    members.delete(from)
  }
  return Object.fromEntries(members)
}
