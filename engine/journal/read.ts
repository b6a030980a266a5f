/** Reading the journal from a position on, across segments, while it grows and old segments go. */
import { join } from 'node:path'
import { type DamageReport, damageOf } from './damage.ts'
import { codeOf, type FileOperations } from './files.ts'
import type { JournalRecord } from './journal.ts'
import { SegmentScan } from './scan.ts'
import type { Segment } from './segment.ts'
import type { SegmentList } from './segment-list.ts'

/** What a reader looks at; the segments change under it. */
export interface Readable {
  readonly files: FileOperations
  readonly directory: string
  readonly segments: SegmentList
  readonly damage: DamageReport
}

export async function* readBatches(journal: Readable, from: number): AsyncGenerator<JournalRecord[]> {
  let position = from
  for (;;) {
    const segment = journal.segments.holding(position)
    if (segment === undefined) return
    position = Math.max(position, segment.first)
    position = yield* readSegment(journal, segment, position)
    const next = journal.segments.following(segment)
    if (next === undefined) return
    position = Math.max(position, next.first)
  }
}

/** Yields the segment's records from a position on; returns the position behind. */
async function* readSegment(
  journal: Readable,
  segment: Segment,
  from: number,
): AsyncGenerator<JournalRecord[], number> {
  const place = segment.nearest(from)
  const file = await openSegment(journal, segment, from)
  if (file === null) return journal.segments.limitOf(segment) ?? from
  const scan = new SegmentScan(file, segment.salt, place, segment.size, (start, end) => {
    const to = Math.min(end.position, journal.segments.limitOf(segment) ?? end.position)
    journal.damage.add(damageOf(segment, 'records', start, { position: to, offset: end.offset }))
  })
  try {
    for (;;) {
      const limit = journal.segments.limitOf(segment)
      if (limit !== null && scan.position >= limit) return limit
      scan.until = segment.size
      segment.remember(scan.position, scan.offset)
      const records = await scan.next()
      if (records !== null) {
        const wanted = within(records, from, limit)
        if (wanted.length > 0) yield wanted
        continue
      }
      if (segment.size > scan.until || limit !== journal.segments.limitOf(segment)) continue
      if (limit === null) return scan.position
      journal.damage.add(damageOf(segment, 'missing', scan, { position: limit, offset: scan.until }))
      return limit
    }
  } finally {
    await file.close()
  }
}

async function openSegment(journal: Readable, segment: Segment, from: number) {
  try {
    return await journal.files.open(join(journal.directory, segment.name), 'read')
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    // Dropped a moment ago because every cursor had passed: nothing is missing.
    if (!journal.segments.has(segment)) return null
    const to = journal.segments.limitOf(segment) ?? from
    journal.damage.add({ file: segment.name, kind: 'missing', from, to, offset: 0, bytes: segment.size })
    return null
  }
}

function within(records: JournalRecord[], from: number, limit: number | null): JournalRecord[] {
  const first = records[0]?.position ?? 0
  const skip = Math.max(0, from - first)
  const keep = limit === null ? records.length : Math.max(0, limit - first)
  return skip === 0 && keep >= records.length ? records : records.slice(skip, keep)
}
