import type { Qos } from './decode.ts'

/**
 * One publish, waiting to be answered, or the end of the connection, waiting until all publishes before it are.
 * A turn is settled once; what comes second is ignored, so that a gate calling `done` twice harms nobody.
 */
export class Turn {
  readonly qos: Qos
  readonly packetId: number
  /** bytes of the payload, for the connection's budget */
  readonly size: number
  settled = false
  /** whether the connection ends here instead of an answer */
  closes = false
  reason = 0
  text = ''
  next: Turn | null = null

  constructor(qos: Qos, packetId: number, size: number) {
    this.qos = qos
    this.packetId = packetId
    this.size = size
  }
}

/**
 * Keeps answers in the order of the publishes [MQTT-4.6.0-2]: a publish may be done early, but it is answered when all
 * before it are. Also counts what is unanswered, which bounds what one connection can have under way.
 */
export class Answers {
  /** publishes without an answer, and the bytes of their payloads */
  waiting = 0
  bytes = 0
  #first: Turn | null = null
  #last: Turn | null = null
  readonly #write: (turn: Turn) => void

  /** @param write writes the answer of a turn whose time has come */
  constructor(write: (turn: Turn) => void) {
    this.#write = write
  }

  expect(qos: Qos, packetId: number, size: number): Turn {
    const turn = new Turn(qos, packetId, size)
    if (this.#last === null) this.#first = turn
    else this.#last.next = turn
    this.#last = turn
    this.waiting += 1
    this.bytes += size
    return turn
  }

  settle(turn: Turn, reason = 0, text = '', closes = false): void {
    if (turn.settled) return
    turn.settled = true
    turn.reason = reason
    turn.text = text
    turn.closes = closes
    if (turn === this.#first) this.#release()
  }

  #release(): void {
    let turn = this.#first
    while (turn?.settled) {
      this.#first = turn.next
      this.waiting -= 1
      this.bytes -= turn.size
      this.#write(turn)
      turn = this.#first
    }
    if (turn === null) this.#last = null
  }
}
