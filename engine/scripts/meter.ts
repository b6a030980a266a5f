/**
 * What one run of compiled code may use. Scripts run to their end without a pause, so one meter serves them all: `begin`
 * sets it, loops and calls of functions take `fuel`, and long work in the library takes as much as it has elements.
 *
 * Fuel only decides how often the clock is looked at. The estimate of memory counts what a run puts into collections
 * (`held`, never given back) and everything it makes at all (`made`, which bounds the garbage too).
 */
import { workedTime } from './worked-time.ts'

const mebibyte = 1024 * 1024

export const limits = {
  /** milliseconds of one run */
  time: 70,
  /** bytes in collections; the cloud has the same limit */
  held: 8 * mebibyte,
  /** bytes made in all */
  made: 64 * mebibyte,
  /** longest text, in characters */
  text: 8 * mebibyte,
  /** longest text or array that one call makes */
  piece: 4 * mebibyte,
  /** characters of a result */
  result: 300_000,
}

/** Past the time or memory of one run. */
export class LimitFailure extends Error {
  override readonly name = 'LimitFailure'
}

/** Past the time of one run. */
export class TimeFailure extends LimitFailure {}

/** Steps between two looks at the clock; a step is a turn of a loop, some tens of nanoseconds. */
const fuelPerLook = 4096

export const meter = {
  fuel: fuelPerLook,
  held: limits.held,
  made: limits.made,
  /** when the run was first looked at, in milliseconds; NaN before */
  since: Number.NaN,
  /** processor time when half of the run's time was over, in milliseconds; NaN before */
  half: Number.NaN,
  /** milliseconds that the run may take */
  time: limits.time,
  /** bytes that the run may make in all */
  most: limits.made,
}

/** Starts the account of a run. */
export function begin(time: number = limits.time, made: number = limits.made): void {
  meter.fuel = fuelPerLook
  meter.held = limits.held
  meter.made = made
  meter.most = made
  meter.since = Number.NaN
  meter.half = Number.NaN
  meter.time = time
}

/** Called where the fuel is used up: fills it again, or ends the run. Throws `TimeFailure`. */
export function look(): void {
  meter.fuel = fuelPerLook
  const now = performance.now()
  // Short runs never get here, so the time of the first steps, some microseconds, is not counted.
  if (Number.isNaN(meter.since)) meter.since = now
  else if (now - meter.since > meter.time / 2) lookAtWork()
}

/** The second half is counted in time of this thread: on a busy machine a script is not stopped for having waited. */
function lookAtWork(): void {
  const worked = workedTime()
  if (Number.isNaN(meter.half)) meter.half = worked
  else if (worked - meter.half > meter.time / 2) {
    throw new TimeFailure(`The script ran longer than ${meter.time} ms`)
  }
}

/** Milliseconds that the run has left. */
export function timeLeft(): number {
  if (!Number.isNaN(meter.half)) return meter.time / 2 - (workedTime() - meter.half)
  return Number.isNaN(meter.since) ? meter.time : meter.time - (performance.now() - meter.since)
}

/** Takes the steps of work on `count` elements. */
export function spend(count: number): void {
  meter.fuel -= count
  if (meter.fuel < 0) look()
}

/** Takes the steps that any work on a text costs; short ones are part of the call. */
export function spendOnText(text: string): void {
  if (text.length > 500) spend(text.length >> 4)
}

/** Takes memory for what is put into a collection. */
export function hold(bytes: number): void {
  meter.held -= bytes
  if (meter.held < 0) throw new LimitFailure(`The script holds more than ${limits.held / mebibyte} MiB`)
  make(bytes)
}

/** Takes memory for what is made, held or not. */
export function make(bytes: number): void {
  meter.made -= bytes
  if (meter.made < 0) {
    throw new LimitFailure(`The script made more than ${meter.most / mebibyte} MiB of data`)
  }
}

/** Takes memory for a text of that many characters made by one call. */
export function makeText(length: number): void {
  if (length > limits.piece) throw new LimitFailure(`A text of ${length} characters is too long`)
  if (length > 256) {
    make(length)
    spend(length >> 5)
  }
}
