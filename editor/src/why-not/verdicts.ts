import type { RuleVerdict } from '../../../engine/api/contract-alarm-rules.ts'
import type { MarkShape } from '../parts/Mark.tsx'
import type { Tone } from '../parts/Tag.tsx'

/** How a verdict looks: colour only for what fired and what is broken. The word is under `verdict` of why-not. */
export const tones: Readonly<Record<RuleVerdict, { readonly tone: Tone; readonly shape: MarkShape }>> = {
  RAISED: { tone: 'crit', shape: 'dot' },
  MORE_SEVERE: { tone: 'plain', shape: 'dot' },
  NO_ALARM: { tone: 'plain', shape: 'ring' },
  PROBLEM: { tone: 'crit', shape: 'octagon' },
  OUTSIDE_SCHEDULE: { tone: 'stale', shape: 'ring' },
  NO_VALUE: { tone: 'stale', shape: 'ring' },
  NOT_TRUE: { tone: 'plain', shape: 'circle' },
  NOT_LONG_ENOUGH: { tone: 'warn', shape: 'half' },
  NOT_OFTEN_ENOUGH: { tone: 'warn', shape: 'half' },
  READY: { tone: 'warn', shape: 'listening' },
}
