/** What one listener and each of its connections may use. */
export interface MqttLimits {
  /** open sockets of one listener; more are closed at once */
  readonly connections: number
  /** open sockets of one remote address; unlimited by default, since gateways and NAT put many devices behind one */
  readonly connectionsPerAddress: number
  /** largest packet (remaining length), in bytes */
  readonly packetBytes: number
  /** publishes of one connection that are not acknowledged yet; also the Receive Maximum told to MQTT 5 clients */
  readonly inFlight: number
  /** payload bytes of those publishes */
  readonly inFlightBytes: number
  /** requests of one connection being answered at once: how large their answers are is known only then */
  readonly requests: number
  /** bytes that a client has not read yet; beyond, nothing more is read from it */
  readonly unreadBytes: number
  /** the same, but beyond this the client is disconnected instead of getting more pushes */
  readonly abandonedBytes: number
  /** QoS 1 publishes to one device without its PUBACK; beyond, it is disconnected */
  readonly outgoing: number
  /** ms from the TCP connect until CONNECT must have come */
  readonly connectTimeout: number
  /** ms of silence after which a client without keep-alive is closed (device-api.md 6.1) */
  readonly inactivityTimeout: number
  /** ms from DISCONNECT or FIN until the socket is torn down */
  readonly closeTimeout: number
  /** ms that `close()` waits for publishes under way */
  readonly shutdownTimeout: number
}

/** Defaults; packet size and times are those of the device API (device-api.md 8). */
export const defaultLimits: MqttLimits = {
  connections: 20_000,
  connectionsPerAddress: Number.POSITIVE_INFINITY,
  packetBytes: 65_536,
  inFlight: 1_000,
  inFlightBytes: 1_048_576,
  requests: 16,
  unreadBytes: 262_144,
  abandonedBytes: 4_194_304,
  outgoing: 1_000,
  connectTimeout: 10_000,
  inactivityTimeout: 600_000,
  closeTimeout: 1_000,
  shutdownTimeout: 5_000,
}
