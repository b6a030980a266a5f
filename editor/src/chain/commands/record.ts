import { IconPlayerRecord, IconPlayerStop } from '@tabler/icons-react'
import i18next from 'i18next'
import { record } from '../server.ts'
import { announce, refuse } from '../state/editor.ts'
import { recordedIds } from '../state/recording.ts'
import type { Session } from '../state/use-editor.ts'
import { always, type Command, somethingChosen } from './command.ts'

/** Writes down everything that nodes do, for the time that the server allows, or stops that: at once, no deploy. */
export async function recordNodes(session: Session, ids: readonly string[], everything: boolean) {
  const { editor, live } = session
  const { nodes } = await record(editor.getState().chain.id, { nodeIds: ids, everything })
  live.takeRecording(nodes)
  const key = everything ? 'chain:say.recording' : 'chain:say.recordingEnded'
  announce(editor, i18next.t(key, { count: ids.length }))
}

/** Records the chosen nodes; when all of them are recorded already, that ends. */
export const recordCommand: Command = {
  id: 'record',
  title: 'chain:command.record',
  icon: IconPlayerRecord,
  keys: ['R'],
  cannot: 'chain:cannot.node',
  canRun: somethingChosen,
  async run(session) {
    const { nodes, liveDoc } = session.editor.getState()
    const ids = [...nodes].filter((id) => liveDoc?.nodes.has(id))
    if (ids.length === 0) return refuse(session.editor, i18next.t('chain:say.recordNeedsLive'))
    const recorded = new Set(recordedIds(session.live.nodes))
    await recordNodes(session, ids, !ids.every((id) => recorded.has(id)))
  },
}

export const stopRecordingCommand: Command = {
  id: 'stop-recording',
  title: 'chain:command.stopRecording',
  icon: IconPlayerStop,
  keys: [],
  canRun: always,
  async run(session) {
    const ids = recordedIds(session.live.nodes)
    if (ids.length === 0) return refuse(session.editor, i18next.t('chain:say.nothingRecorded'))
    await recordNodes(session, ids, false)
  },
}
