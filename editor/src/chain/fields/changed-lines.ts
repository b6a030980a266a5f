/** What a text has that an older one had not: numbers of its new lines (from 1) and the old lines they stand for. */
export interface LineChanges {
  readonly changed: readonly number[]
  readonly old: readonly string[]
  /** numbers of those old lines in the older text */
  readonly gone: readonly number[]
}

const most = 400

/** Compares two texts line by line by their longest common part. Long texts are only compared at their ends. */
export function changedLines(before: string, after: string): LineChanges {
  const [a, b] = [before.split('\n'), after.split('\n')]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const isLong = x.length > most || y.length > most
  const kept = isLong ? { before: new Set<number>(), after: new Set<number>() } : commonLines(x, y)
  return {
    changed: y.flatMap((_, index) => (kept.after.has(index) ? [] : [start + index + 1])),
    old: x.filter((_, index) => !kept.before.has(index)),
    gone: x.flatMap((_, index) => (kept.before.has(index) ? [] : [start + index + 1])),
  }
}

/** Indexes of the lines that both lists keep, by the usual table of longest common subsequences. */
function commonLines(x: readonly string[], y: readonly string[]) {
  const lengths = Array.from({ length: x.length + 1 }, () => new Uint16Array(y.length + 1))
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0
  for (let i = x.length - 1; i >= 0; i--) {
    const row = lengths[i] as Uint16Array
    for (let j = y.length - 1; j >= 0; j--) {
      row[j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const before = new Set<number>()
  const after = new Set<number>()
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    if (x[i] === y[j]) {
      before.add(i++)
      after.add(j++)
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return { before, after }
}

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap'
  readonly text: string
  readonly key: string
}

/** lines of what stayed that are shown around a change */
const around = 2

/** Two texts as one list of lines: what stayed, what went, what came. Long stretches that stayed are left out. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')]
  const { changed, gone } = changedLines(before, after)
  const [came, went] = [new Set(changed), new Set(gone)]
  const lines: DiffLine[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (went.has(i + 1)) {
      lines.push({ kind: 'removed', text: a[i] ?? '', key: `a${i++}` })
    } else if (came.has(j + 1)) {
      lines.push({ kind: 'added', text: b[j] ?? '', key: `b${j++}` })
    } else {
      lines.push({ kind: 'same', text: b[j] ?? '', key: `b${j++}` })
      i++
    }
  }
  return shortened(lines)
}

function shortened(lines: readonly DiffLine[]): DiffLine[] {
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== 'same')
  const short: DiffLine[] = []
  lines.forEach((line, index) => {
    if (isNear(index)) short.push(line)
    else if (short.at(-1)?.kind !== 'gap') short.push({ kind: 'gap', text: '…', key: `gap${index}` })
  })
  return short
}
