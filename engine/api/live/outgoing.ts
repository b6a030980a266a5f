import type { WebSocket } from 'ws'
import type { Clock } from '../../rules/needs.ts'

/** Messages that may wait for one client (websocket.md 9). */
const mostWaiting = 1000
/** Bytes that may wait for one client. */
const mostBytes = 8 * 1024 * 1024

/** The way to one client. A client that does not read is cut off instead of being remembered for. */
export interface Outgoing {
  send(message: object): void
  /** Closes, and cuts the line when the client does not answer within a second. */
  close(code: number, reason: string): void
  /** Something still waits: live views leave frames out rather than pile them up. */
  readonly isBehind: boolean
}

export function createOutgoing(socket: WebSocket, clock: Clock): Outgoing {
  let waiting = 0
  let isClosed = false

  function close(code: number, reason: string): void {
    if (isClosed) return
    isClosed = true
    socket.close(code, reason)
    clock.after(1000, () => socket.terminate())
  }

  return {
    send(message) {
      if (isClosed || socket.readyState !== socket.OPEN) return
      if (waiting >= mostWaiting || socket.bufferedAmount > mostBytes) {
        close(1008, 'Max pending updates limit reached!')
        return
      }
      waiting++
      socket.send(JSON.stringify(message), () => waiting--)
    },
    close,
    get isBehind() {
      return socket.bufferedAmount > 64 * 1024
    },
  }
}
