import type { ReactNode } from 'react'

/** The small shapes that stand beside a word, so that no state is told by colour alone. All are 12 px. */
export type MarkShape =
  | 'dot'
  | 'half'
  | 'ring'
  | 'listening'
  | 'triangle'
  | 'octagon'
  | 'bar'
  | 'diamond'
  | 'triangleOpen'
  | 'circle'

const shapes: Record<MarkShape, ReactNode> = {
  dot: <circle cx="6" cy="6" r="4.6" fill="currentColor" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 1.6A4.4 4.4 0 0 1 6 10.4z" fill="currentColor" />
    </>
  ),
  ring: (
    <circle
      cx="6"
      cy="6"
      r="4.4"
      fill="none"
      stroke="currentColor"
      strokeDasharray="2.2 2.2"
      strokeWidth="1.6"
    />
  ),
  listening: (
    <>
      <circle cx="6" cy="6" r="5" fill="none" stroke="currentColor" strokeWidth="1.3" />
      <circle cx="6" cy="6" r="2.6" fill="currentColor" />
    </>
  ),
  triangle: <path d="M6 1 11.4 10.6H.6z" fill="currentColor" />,
  octagon: <path d="M3.7.8h4.6l2.9 2.9v4.6l-2.9 2.9H3.7L.8 8.3V3.7z" fill="currentColor" />,
  bar: <path d="M1.5 5h9v2h-9z" fill="currentColor" />,
  diamond: <path d="M6 .8 11.2 6 6 11.2.8 6z" fill="currentColor" />,
  triangleOpen: <path d="M6 2 10.6 10H1.4z" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  circle: <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
}

export function Mark({ shape }: { shape: MarkShape }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" style={{ flex: 'none' }}>
      {shapes[shape]}
    </svg>
  )
}

const ROUND = 31.4

/** The dial of a value that is still fresh: `left` from 1 (just arrived) to 0. */
export function Dial({ left }: { left: number }) {
  return (
    <svg width="12" height="12" viewBox="0 0 14 14" aria-hidden="true" style={{ flex: 'none' }}>
      <circle cx="7" cy="7" r="5" fill="none" stroke="var(--line)" strokeWidth="2.6" />
      <circle
        cx="7"
        cy="7"
        r="5"
        fill="none"
        stroke="var(--ok)"
        strokeWidth="2.6"
        strokeDasharray={`${(left * ROUND).toFixed(1)} ${ROUND}`}
        transform="rotate(-90 7 7)"
      />
    </svg>
  )
}
