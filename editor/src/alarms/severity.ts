import type { Severity } from '../../../engine/rules/alarms.ts'
import type { MarkShape } from '../parts/Mark.tsx'
import type { Tone } from '../parts/Tag.tsx'

/** How a severity looks. The word beside the shape is under `severity` of the alarms. */
export const looks: Readonly<Record<Severity, { readonly tone: Tone; readonly shape: MarkShape }>> = {
  CRITICAL: { tone: 'crit', shape: 'diamond' },
  MAJOR: { tone: 'crit', shape: 'triangle' },
  MINOR: { tone: 'warn', shape: 'triangleOpen' },
  WARNING: { tone: 'warn', shape: 'circle' },
  INDETERMINATE: { tone: 'plain', shape: 'bar' },
}
