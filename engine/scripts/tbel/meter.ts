/**
 * What one run may use. Scripts run to their end without a pause, so one meter serves them all: `begin` sets it, loops
 * and calls of functions take `fuel`, and long work in the library takes as much as it has elements.
 *
 * Fuel only decides how often the clock is looked at. The estimate of memory counts what a run puts into collections
 * (`held`, never given back) and everything it makes at all (`made`, which bounds the garbage too).
 */
import { LimitFailure } from './failure.ts'

const mebibyte = 1024 * 1024

export const limits = {
  /** milliseconds of one run */
  time: 100,
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

/** Steps between two looks at the clock; a step is a turn of a loop, some tens of nanoseconds. */
const fuelPerLook = 4096

export const meter = {
  fuel: fuelPerLook,
  held: limits.held,
  made: limits.made,
  /** when the run was first looked at, in milliseconds; NaN before */
  since: Number.NaN,
}

/** Starts the account of a run. */
export function begin(): void {
  meter.fuel = fuelPerLook
  meter.held = limits.held
  meter.made = limits.made
  meter.since = Number.NaN
}

/** Called where the fuel is used up: fills it again, or ends the run. Throws `LimitFailure`. */
export function look(): void {
  meter.fuel = fuelPerLook
  const now = performance.now()
  // Short runs never get here, so the time of the first steps, some microseconds, is not counted.
  if (Number.isNaN(meter.since)) meter.since = now
  else if (now - meter.since > limits.time) {
    throw new LimitFailure(`The script ran longer than ${limits.time} ms`)
  }
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
  if (meter.made < 0)
    throw new LimitFailure(`The script made more than ${limits.made / mebibyte} MiB of data`)
}

/** Takes memory for a text of that many characters made by one call. */
export function makeText(length: number): void {
  if (length > limits.piece) throw new LimitFailure(`A text of ${length} characters is too long`)
  if (length > 256) {
    make(length)
    spend(length >> 5)
  }
}
