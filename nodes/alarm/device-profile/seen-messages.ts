import type { JsonValue, Message } from '../../sdk/index.ts'

/** Messages remembered per device at least. One that is tried again holds up those after it, so a few are enough. */
const fewest = 16
/** Where counters are written: for so long, in milliseconds, since after a crash the journal brings back the last ones. */
const writtenFor = 5_000
/** and so many, for devices that send a lot */
const most = 1024

/**
 * The latest messages of a device that the rules have counted, so that one which comes again, after a crash or because
 * it is tried again, does not count twice. In one delivery a message may pass the node several times, and counts each
 * time: what tells deliveries apart is the message's flight.
 */
export class SeenMessages {
  readonly #isWritten: boolean
  #ids = new Float64Array(fewest)
  #flights = new Float64Array(fewest)
  #times = new Float64Array(fewest)
  #next = 0

  /** @param written what was written in an earlier run; undefined where nothing is ever written */
  constructor(now: number, written?: JsonValue) {
    this.#isWritten = written !== undefined
    if (typeof written !== 'string' || written === '') return
    // -1 is no flight of this process
    for (const each of written.split(' ').slice(-most)) this.#put(Number.parseInt(each, 36) || 0, -1, now)
  }

  /** Whether it was counted in an earlier delivery; each time that it was answers for one time that it comes now. */
  isRepeated(message: Message): boolean {
    const id = numberOfId(message.id)
    const flight = flightOf(message)
    const ids = this.#ids
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] !== id || this.#flights[i] === flight) continue
      this.#flights[i] = flight
      return true
    }
    return false
  }

  add(message: Message, now: number): void {
    this.#put(numberOfId(message.id), flightOf(message), now)
  }

  /** Takes the last `add` back. */
  undo(): void {
    this.#next = (this.#next + this.#ids.length - 1) % this.#ids.length
    this.#ids[this.#next] = 0
  }

  /** Those that may come again after a crash, the latest last. */
  toText(now: number): string {
    const texts: string[] = []
    for (let i = 0; i < this.#ids.length; i++) {
      const at = (this.#next + i) % this.#ids.length
      const id = this.#ids[at] as number
      if (id !== 0 && now - (this.#times[at] as number) < writtenFor) texts.push(id.toString(36))
    }
    return texts.join(' ')
  }

  #put(id: number, flight: number, now: number): void {
    const isFull = this.#ids[this.#next] !== 0
    if (this.#isWritten && isFull && now - (this.#times[this.#next] as number) < writtenFor) this.#grow()
    this.#ids[this.#next] = id
    this.#flights[this.#next] = flight
    this.#times[this.#next] = now
    this.#next = (this.#next + 1) % this.#ids.length
  }

  /** Makes room for as many again, in front of which the oldest come first. */
  #grow(): void {
    const size = this.#ids.length
    if (size >= most) return
    const grown = (old: Float64Array<ArrayBuffer>) => {
      const array = new Float64Array(size * 2)
      array.set(old.subarray(this.#next))
      array.set(old.subarray(0, this.#next), size - this.#next)
      return array
    }
    this.#ids = grown(this.#ids)
    this.#flights = grown(this.#flights)
    this.#times = grown(this.#times)
    this.#next = size
  }
}

function flightOf({ flight }: Message): number {
  return flight?.number ?? 0
}

/** 52 bits made of all characters of an id: two that meet by chance are met once in many years. Never 0. */
function numberOfId(id: string): number {
  let one = 0x811c9dc5
  let other = 0x41c6ce57
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i)
    one = Math.imul(one ^ code, 0x01000193)
    other = Math.imul(other ^ code, 0x5f356495) + i
  }
  one ^= one >>> 15
  other ^= other >>> 13
  return (other >>> 0) * 2 ** 20 + (one & 0xfffff) + 1
}
