import type { EdgeStatus } from '../../../engine/api/contract.ts'

export type Worry = 'journal' | 'database' | 'inbox' | 'letters'

/** What needs somebody, worst first. */
export function worriesOf(status: EdgeStatus): readonly Worry[] {
  const worries: Worry[] = []
  if (status.journal.failed !== null) worries.push('journal')
  if (!status.database.healthy) worries.push('database')
  if (status.inbox.full) worries.push('inbox')
  if (status.deadLetters > 0) worries.push('letters')
  return worries
}
