import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Clock, Logger } from '../../rules/needs.ts'
import type { Gate } from '../gate.ts'
import { Connection } from './connection.ts'
import { Door } from './door.ts'
import { defaultLimits, type MqttLimits } from './limits.ts'
import { Reason } from './reasons.ts'

export interface MqttOptions {
  readonly host: string
  /** 0 = any free one */
  readonly port: number
  readonly gate: Gate
  readonly clock: Clock
  readonly log: Logger
  readonly limits?: Partial<MqttLimits>
  /** a second listener for MQTTS */
  readonly tls?: MqttTls
}

export interface MqttTls {
  /** 0 = any free one */
  readonly port: number
  /** PEM */
  readonly cert: string | Buffer
  /** PEM */
  readonly key: string | Buffer
}

export interface MqttServer {
  readonly port: number
  /** null when there is no MQTTS listener */
  readonly tlsPort: number | null
  /** open connections, logged in or not */
  readonly connections: number
  /** Takes nothing new, answers what was taken, says goodbye (0x8B) and closes. */
  close(): Promise<void>
}

/** Opens the MQTT door for devices (device-api.md 1–3, 10). Rejects when a port can't be bound. */
export async function openMqtt(options: MqttOptions): Promise<MqttServer> {
  const { host, gate, clock, log, tls } = options
  const limits: MqttLimits = { ...defaultLimits, ...options.limits }
  const door = new Door(gate, clock, log, limits)
  const welcome = (socket: Socket): void => enter(socket, door)
  const plain = createTcpServer({ noDelay: true, allowHalfOpen: true }, welcome)
  const servers: Server[] = [plain]
  let secure: Server | null = null
  if (tls !== undefined) {
    const { cert, key } = tls
    secure = createTlsServer(
      {
        cert,
        key,
        minVersion: 'TLSv1.2',
        handshakeTimeout: limits.connectTimeout,
        noDelay: true,
        allowHalfOpen: true,
      },
      welcome,
    )
    // Failed handshakes are everyday on an open port.
    secure.on('tlsClientError', (error) => log.debug('A TLS handshake failed', { reason: error.message }))
    servers.push(secure)
  }
  try {
    const port = await listen(plain, host, options.port, limits)
    const tlsPort = secure === null ? null : await listen(secure, host, tls?.port ?? 0, limits)
    return {
      port,
      tlsPort,
      get connections() {
        return door.connections.size
      },
      close: () => close(door, servers),
    }
  } catch (error) {
    await close(door, servers)
    throw error
  }
}

function enter(socket: Socket, door: Door): void {
  if (!door.mayEnter(socket.remoteAddress ?? '')) {
    socket.destroy()
    return
  }
  door.remember(new Connection(socket, door))
}

function listen(server: Server, host: string, port: number, limits: MqttLimits): Promise<number> {
  server.maxConnections = limits.connections
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, backlog: 1024 }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function close(door: Door, servers: readonly Server[]): Promise<void> {
  const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
  for (const connection of door.connections) {
    connection.closeInTurn(Reason.serverShuttingDown, 'The server shuts down')
  }
  const cancel = door.clock.after(door.limits.shutdownTimeout, () => {
    for (const connection of door.connections) connection.destroy()
  })
  await Promise.all([...closed, door.whenEmpty()])
  cancel()
  door.close()
}
