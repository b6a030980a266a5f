/**
 * Finds out what a directory holds, at the start of the process. Only the newest segment is read through (a write can
 * have stopped in it); older ones are checked as they are read, so that a start takes as long with 1 GB behind as with
 * none. Whatever the files look like, it finds a way to go on, and tells what is lost.
 */
import { randomInt } from 'node:crypto'
import { basename, join } from 'node:path'
import type { Logger } from '../rules/needs.ts'
import type { SavedState } from './cursor-file.ts'
import { type DamageReport, damageOf } from './damage.ts'
import { type FileOperations, flushed, type OpenFile, written } from './files.ts'
import { encodeGap } from './record.ts'
import { type ScanPlace, SegmentScan } from './scan.ts'
import { firstOfName, headerBytes, readHeader, Segment, segmentName } from './segment.ts'

export interface Recovered {
  readonly salt: number
  /** oldest first */
  readonly segments: Segment[]
  /** the newest segment's file where appends may go on in it; null when a new segment is to be begun */
  readonly file: OpenFile | null
  /** where acknowledged records end */
  readonly end: number
  /** position of the next append */
  readonly next: number
}

export async function recover(
  files: FileOperations,
  directory: string,
  saved: SavedState | null,
  damage: DamageReport,
  log: Logger | undefined,
): Promise<Recovered> {
  const found = await findSegments(files, directory, log)
  const salt = saved?.salt ?? found.findLast((one) => one.salt !== null)?.salt ?? randomInt(2 ** 32)
  const segments = found.map((one) => new Segment({ ...one, salt: one.salt ?? salt }, one.size))
  reportMissingStart(directory, segments, saved, damage)

  const newest = segments.at(-1)
  if (newest === undefined) {
    const end = saved?.end ?? 0
    return { salt, segments, file: null, end, next: end }
  }
  const { position, end, isSound, gaps } = await readThrough(files, directory, newest, saved, damage)
  const file = isSound ? await reopened(files, directory, newest, gaps, log) : null
  // A newest segment without a readable record keeps its name; the next one needs another.
  const next = file === null ? Math.max(end, position, newest.first + 1) : position
  return { salt, segments, file, end, next }
}

interface Found {
  readonly first: number
  readonly salt: number | null
  readonly previousEnd: number | null
  readonly size: number
}

async function findSegments(
  files: FileOperations,
  directory: string,
  log: Logger | undefined,
): Promise<Found[]> {
  const found: Found[] = []
  for (const name of await files.list(directory)) {
    const first = firstOfName(name)
    if (first === null) continue
    const path = join(directory, name)
    const file = await files.open(path, 'read')
    let size: number
    let header: Awaited<ReturnType<typeof readHeader>>
    try {
      size = await file.size()
      header = await readHeader(file, first)
    } finally {
      await file.close()
    }
    found.push({ first, size, salt: header?.salt ?? null, previousEnd: header?.previousEnd ?? null })
  }
  found.sort((a, b) => a.first - b.first)
  // A crash leaves a file without content only at the end; in front of others it is damage, told when it is read.
  for (let last = found.at(-1); last !== undefined && hasNothing(last); last = found.at(-1)) {
    const path = join(directory, segmentName(last.first))
    log?.info('Removed a segment file that a crash left without content', { file: path, bytes: last.size })
    await files.remove(path)
    found.pop()
  }
  return found
}

function hasNothing({ size, salt }: Found): boolean {
  return size < headerBytes || (size === headerBytes && salt === null)
}

/** The start is saved before segments in front of it are dropped, so all behind it must be there. */
function reportMissingStart(
  directory: string,
  segments: readonly Segment[],
  saved: SavedState | null,
  damage: DamageReport,
): void {
  if (saved === null) return
  const oldest = segments[0]
  const to = oldest === undefined ? saved.end : (oldest.previousEnd ?? oldest.first)
  if (saved.start >= to) return
  damage.add({ file: basename(directory), kind: 'missing', from: saved.start, to, offset: 0, bytes: 0 })
}

/** Bytes between whole records. */
interface Gap {
  readonly from: ScanPlace
  readonly to: ScanPlace
}

async function readThrough(
  files: FileOperations,
  directory: string,
  segment: Segment,
  saved: SavedState | null,
  damage: DamageReport,
): Promise<{ position: number; end: number; isSound: boolean; gaps: Gap[] }> {
  const gaps: Gap[] = []
  const file = await files.open(join(directory, segment.name), 'read')
  const start = segment.nearest(segment.first)
  const scan = new SegmentScan(file, segment.salt, start, segment.size, (from, to) => gaps.push({ from, to }))
  try {
    do segment.remember(scan.position, scan.offset)
    while ((await scan.next()) !== null)
  } finally {
    await file.close()
  }

  // A segment without records may begin behind numbers that a failing disk refused: nothing was promised there.
  const { position } = scan
  const reached = position === segment.first ? (segment.previousEnd ?? position) : position
  const promised = Math.max(Math.min(scan.group, reached), saved?.end ?? 0)
  const isTorn = ({ from }: Gap) => from.position >= promised
  for (const gap of gaps) damage.add(damageOf(segment, isTorn(gap) ? 'tail' : 'records', gap.from, gap.to))
  const isMissing = promised > position
  if (isMissing || segment.size > scan.offset) {
    const to = { position: Math.max(position, promised), offset: segment.size }
    damage.add(damageOf(segment, isMissing ? 'missing' : 'tail', scan, to))
  }
  segment.size = scan.offset
  const isSound = segment.previousEnd !== null && !isMissing && gaps.every(isTorn)
  return { position, end: Math.max(reached, promised), isSound, gaps }
}

/** The newest segment for further appends: holes of a torn write closed, cut off behind its last whole record. */
async function reopened(
  files: FileOperations,
  directory: string,
  segment: Segment,
  gaps: readonly Gap[],
  log: Logger | undefined,
): Promise<OpenFile | null> {
  const path = join(directory, segment.name)
  let file: OpenFile | null = null
  try {
    file = await files.open(path, 'change')
    for (const { from, to } of gaps) {
      const records = to.position - from.position
      const bytes = to.offset - from.offset
      await written(file, encodeGap(from.position, records, bytes, segment.salt), from.offset)
    }
    await cutOff(file, segment.size)
    return file
  } catch (cause) {
    log?.warn('Could not go on in the newest segment, so a new one is begun', { file: path, cause })
    await file?.close().catch(() => {})
    return null
  }
}

/** Removes what lies behind the last whole record, and makes sure that what lies before is on the medium. */
export async function cutOff(file: OpenFile, size: number): Promise<void> {
  if ((await file.size()) > size) await file.truncate(size)
  await flushed(file)
}
