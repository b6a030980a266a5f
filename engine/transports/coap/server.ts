/**
 * The CoAP server (RFC 7252 over UDP). Our own message layer and not the `coap` package's server, which one datagram
 * can make allocate a gigabyte (the last block of a body, numbered high), which takes a repeated request again while
 * the first is being written, and which keeps its timers to itself.
 */
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Clock, Logger } from '../../rules/needs.ts'
import type { Gate } from '../gate.ts'
import type { PayloadOptions } from '../payload.ts'
import { Room } from '../room.ts'
import { BodyAssembler } from './blocks.ts'
import { CallObservations } from './calls.ts'
import { CoapDeviceApi } from './device-api.ts'
import { Endpoint, type Peer } from './endpoint.ts'
import { Observations } from './observe.ts'

export interface CoapOptions {
  readonly host: string
  /** 0 = any free port */
  readonly port: number
  readonly gate: Gate
  readonly clock: Clock
  readonly log: Logger
  readonly payload?: PayloadOptions
  /** bytes of one body in blocks; 1 MiB when absent */
  readonly largestBody?: number
  /** bytes of all bodies under way; 16 MiB when absent */
  readonly bodyBudget?: number
  /** requests that may wait for room; 1000 when absent */
  readonly mostWaiting?: number
}

export interface CoapServer {
  readonly port: number
  close(): Promise<void>
}

/** bytes that the kernel may keep while we are busy */
const receiveBuffer = 1 << 20

/** Opens the server; rejects when the address can't be bound. */
export async function openCoap(options: CoapOptions): Promise<CoapServer> {
  const { host, port, gate, clock, log } = options
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  const room = new Room(gate, clock, { mostWaiting: options.mostWaiting ?? 1000, longestWait: 5000 })
  const bodies = new BodyAssembler(
    {
      largestBody: options.largestBody ?? 1 << 20,
      budget: options.bodyBudget ?? 1 << 24,
      longestPause: 60_000,
    },
    clock,
  )
  const endpoint: Endpoint = new Endpoint({
    clock,
    send: (bytes, peer) => send(socket, bytes, peer, log),
    handle: (request) => api.answer(request),
  })
  const observations = new Observations(endpoint, gate, clock)
  const callObservations = new CallObservations(endpoint, gate)
  const api = new CoapDeviceApi({
    gate,
    log,
    payload: options.payload ?? {},
    room,
    bodies,
    observations,
    callObservations,
    clock,
  })

  await bind(socket, host, port)
  socket.on('error', (error) => log.error('the CoAP socket failed', { error }))
  socket.on('message', (bytes, peer) => endpoint.receive(bytes, peer))

  return {
    port: socket.address().port,
    async close() {
      room.close()
      observations.close()
      callObservations.close()
      endpoint.close()
      await new Promise<void>((resolve) => socket.close(() => resolve()))
    },
  }
}

function bind(socket: Socket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, host, () => {
      socket.off('error', reject)
      socket.setRecvBufferSize(receiveBuffer)
      resolve()
    })
  })
}

/** An address that can't be reached is the peer's loss: the message is repeated or given up like any lost one. */
function send(socket: Socket, bytes: Buffer, peer: Peer, log: Logger): void {
  socket.send(bytes, peer.port, peer.address, (error) => {
    if (error !== null) log.debug('a CoAP message could not be sent', { error })
  })
}
