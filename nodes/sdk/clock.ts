/** For nodes that work by the time. */
export type { Clock } from '../../engine/rules/needs.ts'
