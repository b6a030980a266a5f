import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { EdgeStatus } from '../../../engine/api/contract.ts'
import { worriesOf } from './worries.ts'

const healthy: EdgeStatus = {
  name: 'North Mill',
  version: '0',
  startedTime: 0,
  database: { kind: 'pglite', healthy: true, waitingRows: 0, lastError: null },
  journal: { bytes: 0, backlog: 0, flushMs: 1, failed: null },
  cloud: { waiting: 0, bytes: 0, budget: 1, refused: 0, dropped: 0, failed: null },
  inbox: { bytes: 0, budget: 1, full: false },
  ports: {},
  memory: 0,
  rate: 0,
  accepted: 0,
  refused: 0,
  deadLetters: 0,
  devices: { total: 0, connected: 0 },
}

it('a healthy machine has nothing to worry about', () => {
  assert.deepEqual(worriesOf(healthy), [])
})

it('names a failing disk before anything that follows from it', () => {
  const broken: EdgeStatus = {
    ...healthy,
    journal: { ...healthy.journal, failed: 'no space left' },
    database: { ...healthy.database, healthy: false },
    inbox: { ...healthy.inbox, full: true },
    deadLetters: 2,
  }
  assert.deepEqual(worriesOf(broken), ['journal', 'database', 'inbox', 'letters'])
})
