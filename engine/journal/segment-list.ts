import { headerBytes, type Segment } from './segment.ts'

/** The segments of a journal, oldest first, and what they take on disk. The last one grows. */
export class SegmentList {
  readonly #segments: Segment[]
  #bytes = 0

  constructor(segments: readonly Segment[]) {
    this.#segments = [...segments]
    for (const segment of segments) this.#bytes += segment.size
  }

  get oldest(): Segment | undefined {
    return this.#segments[0]
  }

  get newest(): Segment | undefined {
    return this.#segments.at(-1)
  }

  get count(): number {
    return this.#segments.length
  }

  get bytes(): number {
    return this.#bytes
  }

  add(segment: Segment): void {
    this.#segments.push(segment)
    this.#bytes += headerBytes
  }

  grow(segment: Segment, bytes: number): void {
    segment.size += bytes
    this.#bytes += bytes
  }

  remove(segment: Segment): void {
    const place = this.#segments.indexOf(segment)
    if (place === -1) return
    this.#segments.splice(place, 1)
    this.#bytes -= segment.size
  }

  has(segment: Segment): boolean {
    return this.#segments.includes(segment)
  }

  /** The segment that holds a position, else the first one behind it. */
  holding(position: number): Segment | undefined {
    return this.#segments.findLast((segment) => segment.first <= position) ?? this.oldest
  }

  following(segment: Segment): Segment | undefined {
    return this.#segments.find((other) => other.first > segment.first)
  }

  /** Where the acknowledged records of a segment end; null for the newest, which grows. */
  limitOf(segment: Segment): number | null {
    const next = this.following(segment)
    return next === undefined ? null : (next.previousEnd ?? next.first)
  }
}
