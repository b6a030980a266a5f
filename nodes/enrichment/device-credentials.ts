import { answered } from '../sdk/answered.ts'
import { enriched, fetchToChoice, needsRoom } from '../sdk/enrich.ts'
import { aKind } from '../sdk/entity-types.ts'
import { defineNode, type JsonValue, NodeFailure, parseJson } from '../sdk/index.ts'

/** Adds what a device logs in with to a message, for systems that have to know. */
export default defineNode({
  type: 'enrichment/device-credentials',
  title: 'Device credentials',
  summary: 'Adds what the message’s device logs in with to the message, as credentialsType and credentials.',
  help: 'These are secrets. From here on they are in the message: also in what the debug pane shows of it.',
  icon: 'key',
  synonyms: ['token', 'password', 'certificate', 'login', 'secret', 'fetch', 'get'],
  importsFrom: ['org.thingsboard.rule.engine.metadata.TbFetchDeviceCredentialsNode'],
  outputs: ['Success'],

  config: { fetchTo: fetchToChoice() },
  configurationVersion: 1,
  versions: {
    1({ fetchToMetadata, ...old }) {
      if (Object.hasOwn(old, 'fetchTo')) return old
      if (typeof fetchToMetadata !== 'boolean') throw new Error('“fetchToMetadata” is neither true nor false')
      return { ...old, fetchTo: fetchToMetadata ? 'METADATA' : 'DATA' }
    },
  },

  examples: [
    {
      title: 'A device that is gone',
      config: {},
      data: {},
      failsWith: 'The device of this message has no credentials',
    },
    {
      config: { fetchTo: 'DATA' },
      data: 5,
      failsWith: 'The data of the message is not an object, so nothing can be written to it',
    },
  ],

  create({ fetchTo }, { devices }) {
    const credentialsOf = answered(devices.credentials, 'does not show credentials to nodes')

    return async (message, emit) => {
      needsRoom(message, fetchTo)
      const { entityType, id } = message.originator
      if (entityType !== 'DEVICE')
        throw new NodeFailure(`Only devices have credentials; this message is about ${aKind(entityType)}`)
      const login = await credentialsOf.call(devices, id)
      if (login === null) throw new NodeFailure('The device of this message has no credentials')
      const { credentialsType, credentialsId, credentialsValue } = login
      const values = new Map<string, JsonValue>([
        ['credentialsType', credentialsType],
        ['credentials', secretOf(credentialsType, credentialsId, credentialsValue)],
      ])
      emit('Success', enriched(message, fetchTo, values))
    }
  },
})

/** A token or certificate as text, everything else as the JSON that it is. */
function secretOf(type: string, id: string, value: string | null): JsonValue {
  if (type === 'ACCESS_TOKEN') return id
  if (type === 'X509_CERTIFICATE') return value ?? id
  try {
    return parseJson(value ?? 'null')
  } catch {
    // The parser's own words would quote the secret.
    throw new NodeFailure('The credentials of the device are damaged; save them anew')
  }
}
