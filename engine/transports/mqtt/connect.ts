import { randomUUID } from 'node:crypto'
import type { DeviceIdentity } from '../gate.ts'
import type { Connection } from './connection.ts'
import type { Connect } from './decode.ts'
import { connack, connackWithTerms, disconnect } from './encode.ts'
import { ConnectReturn, Reason } from './reasons.ts'
import { Session } from './session.ts'

/** Why a CONNECT is refused: the code of MQTT 3, that of MQTT 5, and what DISCONNECT then says. */
interface RefusedConnect {
  readonly old: number
  readonly code: number
  readonly goodbye: number
  readonly reason: string
}

const unavailable = {
  old: ConnectReturn.serverUnavailable,
  code: Reason.serverUnavailable,
  goodbye: Reason.serverBusy,
}

/** CONNECT (device-api.md 1.3, 1.4). What the client sends behind it waits in its socket until CONNACK. */
export function takeConnect(connection: Connection, connect: Connect): void {
  connection.introduced = true
  connection.version = connect.version
  connection.maximumPacketSize = connect.maximumPacketSize
  connection.wantsReasonTexts = connect.wantsReasonTexts
  const impossible = impossibleConnect(connect)
  if (impossible !== null) {
    refuseConnect(connection, null, impossible)
    return
  }

  const { gate, log } = connection.door
  const { clientId, userName, password } = connect
  connection.hold()
  gate
    .login({ kind: 'mqtt', clientId, userName, password })
    .then(
      (device) => admit(connection, connect, device),
      (error: unknown) => {
        log.error('A login over MQTT could not be checked', { error })
        refuseConnect(connection, null, { ...unavailable, reason: 'The login could not be checked' })
      },
    )
    .catch((error: unknown) => {
      log.error('A session over MQTT could not be opened', { error })
      connection.closeNow()
    })
}

function admit(connection: Connection, connect: Connect, device: DeviceIdentity | null): void {
  if (connection.isClosing) return
  if (device === null) {
    refuseConnect(connection, null, unknownDevice(connect))
    return
  }
  const { transportType, name } = device.profile
  if (transportType !== 'DEFAULT' && transportType !== 'MQTT') {
    const reason = `Devices of the profile “${name}” do not speak MQTT but ${transportType}`
    refuseConnect(connection, device, { ...unavailable, reason })
    return
  }
  const session = new Session(connection, device, connect)
  connection.send(accepted(connection, connect))
  session.begin()
  const { keepAlive } = connect
  connection.watchSilence(keepAlive > 0 ? keepAlive * 1500 : connection.door.limits.inactivityTimeout)
  connection.proceed()
}

/** Session Present stays 0 where the cloud mirrors "not clean": no state is kept, so 1 would be a lie [MQTT-3.2.2-2]. */
function accepted(connection: Connection, connect: Connect): Buffer {
  if (connect.version < 5) return connack(connect.version, ConnectReturn.accepted)
  const { inFlight, packetBytes } = connection.door.limits
  return connackWithTerms({
    receiveMaximum: Math.min(inFlight, 65_535),
    maximumPacketSize: packetBytes + fixedHeaderBytes,
    ...(connect.clientId === '' && { assignedClientId: randomUUID() }), // [MQTT-3.2.2-16]
    ...(connect.sessionExpiry > 0 && { sessionExpiry: 0 as const }),
  })
}

const fixedHeaderBytes = 4

function refuseConnect(connection: Connection, device: DeviceIdentity | null, refused: RefusedConnect): void {
  const { version, door } = connection
  door.refuse(device, 'connect', refused.reason)
  if (version < 5) {
    connection.closeNow(connack(version, refused.old))
    return
  }
  connection.send(connack(version, refused.code))
  connection.closeAfter(goodbyeDelay, disconnect(refused.goodbye))
}

/**
 * ms between a failing CONNACK and DISCONNECT. The cloud sends both (device-api.md 1.4), although 0x85 and 0x86 are no
 * codes of DISCONNECT. A client that reads both at once stumbles over the second and never tells its user about the
 * first (mqtt.js: “Invalid disconnect reason code”); apart, it has long understood and left.
 */
const goodbyeDelay = 100

function impossibleConnect(connect: Connect): RefusedConnect | null {
  if (connect.wantsExtendedAuthentication) {
    const code = Reason.badAuthenticationMethod
    return {
      old: ConnectReturn.notAuthorized,
      code,
      goodbye: code,
      reason: 'AUTH exchanges are not spoken here',
    }
  }
  if (connect.version === 3 && (connect.clientId === '' || connect.clientId.length > 23)) {
    const code = Reason.clientIdInvalid
    return {
      old: ConnectReturn.identifierRejected,
      code,
      goodbye: code,
      reason: 'In MQTT 3.1 a client id has 1 to 23 characters',
    }
  }
  return null
}

/** The codes tell what was shown, never what of it was wrong. */
function unknownDevice({ clientId, userName, password }: Connect): RefusedConnect {
  const reason = 'No device has these credentials'
  if (userName !== undefined || password !== undefined) {
    const code = Reason.badUserNameOrPassword
    return { old: ConnectReturn.notAuthorized, code, goodbye: code, reason }
  }
  if (clientId.trim() !== '') {
    const code = Reason.clientIdInvalid
    return { old: ConnectReturn.identifierRejected, code, goodbye: code, reason }
  }
  return {
    old: ConnectReturn.notAuthorized,
    code: Reason.notAuthorized,
    goodbye: Reason.notAuthorized,
    reason,
  }
}
