import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaving, refused, removeLater } from './leaving.ts'
import { TOAST_MS, toasts } from './toasts.ts'

test('a thing is deleted only when nobody called it back', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const asked: string[] = []
  const remove = (id: string) => removeLater(id, `Deleted ${id}`, async () => asked.push(id))
  remove('kept')
  remove('gone')
  assert.deepEqual([...leaving.getState()], ['kept', 'gone'])
  toasts.getState()[0]?.undo?.()
  assert.deepEqual([...leaving.getState()], ['gone'])
  context.mock.timers.tick(TOAST_MS)
  assert.deepEqual(asked, ['gone'])
})

test('what the server refuses to delete is back on its list, and the refusal is told', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  const error = new Error('The profile is in use')
  removeLater('profile', 'Deleted Boiler', () => Promise.reject(error))
  context.mock.timers.tick(TOAST_MS)
  await Promise.resolve()
  await Promise.resolve()
  assert.ok(!leaving.getState().has('profile'))
  assert.deepEqual(refused.getState(), { text: 'Deleted Boiler', error })
})
