import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** Prints rows under their heads, columns aligned. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')
  console.log([line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n'))
}

/** The machine a result belongs to; flush and sum figures make results of two machines comparable. */
export function machine() {
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    node: process.version,
    flushUs: flushLatency(),
    fibonacci38Ms: fibonacciTime(),
  }
}

/** median microseconds of a 4 KiB write with fdatasync, where the journal would lie */
function flushLatency(): number {
  const folder = mkdtempSync(join(process.env.WEIR_DATA ?? tmpdir(), 'weir-flush-'))
  const file = openSync(join(folder, 'probe'), 'w')
  const block = Buffer.alloc(4096, 7)
  const times: number[] = []
  for (let i = 0; i < 300; i++) {
    const begun = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    times.push((performance.now() - begun) * 1000)
  }
  closeSync(file)
  rmSync(folder, { recursive: true })
  return Math.round(median(times))
}

function fibonacciTime(): number {
  const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2))
  const begun = performance.now()
  fibonacci(38)
  return Math.round(performance.now() - begun)
}
