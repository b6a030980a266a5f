import { Button, Select, Textarea } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tell } from '../../parts/toasts.ts'
import { EntityField } from '../fields/EntityField.tsx'
import { sendMessage } from '../server.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import { Dialog } from './Dialog.tsx'
import styles from './dialogs.module.css'

const types = [
  'POST_TELEMETRY_REQUEST',
  'POST_ATTRIBUTES_REQUEST',
  'CONNECT_EVENT',
  'DISCONNECT_EVENT',
  'ACTIVITY_EVENT',
  'INACTIVITY_EVENT',
  'RPC_CALL_FROM_SERVER_TO_DEVICE',
]

const context = { nodeId: '', seen: [], siblings: {}, setSibling: () => {} }

/** Sends a message of the person's making through the chain that runs, to see what becomes of it. */
export function SendTest() {
  const { t } = useTranslation()
  const { editor, live } = useSession()
  const chain = useEditor((state) => state.chain)
  const liveDoc = useEditor((state) => state.liveDoc)
  const chosen = useEditor((state) => state.opened)
  const last = live.messages[0]
  const [device, setDevice] = useState<{ entityType: string; id: string } | null>(last?.originator ?? null)
  const [type, setType] = useState(last?.messageType ?? 'POST_TELEMETRY_REQUEST')
  const [data, setData] = useState(last?.data ?? '{"temperature": 22.4, "humidity": 48}')
  const [nodeId, setNodeId] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const nodes = [...(liveDoc?.nodes.values() ?? [])].map((node) => ({
    value: node.id,
    label: `#${node.number} ${node.name}`,
  }))

  const send = async () => {
    try {
      const originator = device && { entityType: device.entityType, id: device.id }
      if (!originator) return setProblem(t('chain:send.needsDevice'))
      await sendMessage(chain.id, { originator, type, data: JSON.parse(data), ...(nodeId ? { nodeId } : {}) })
      editor.setState({ dialog: null, paneShown: true, paneTab: 'messages', paneNode: null })
      tell(t('chain:send.sent'))
    } catch (error) {
      setProblem(error instanceof SyntaxError ? t('chain:send.notJson') : (error as Error).message)
    }
  }
  return (
    <Dialog title={t('chain:send.title')}>
      <div className={styles.form}>
        <p className={styles.muted}>
          {chain.liveVersion > 0 ? t('chain:send.text') : t('chain:send.notDeployed')}
        </p>
        <div>
          <label htmlFor="send-device">{t('chain:send.device')}</label>
          <EntityField
            id="send-device"
            field={{ kind: 'entity', label: t('chain:send.device') }}
            value={device}
            onChange={(next) => setDevice(next ?? null)}
            describedBy=""
            invalid={false}
            context={context}
          />
        </div>
        <Select
          label={t('chain:send.type')}
          data={types}
          value={type}
          searchable
          onChange={(next) => next && setType(next)}
        />
        <Select
          label={t('chain:send.node')}
          placeholder={t('chain:send.start')}
          description={chosen && nodeId !== chosen ? t('chain:send.nodeHint') : undefined}
          data={nodes}
          value={nodeId}
          clearable
          searchable
          onChange={setNodeId}
        />
        <Textarea
          label={t('chain:send.data')}
          autosize
          minRows={4}
          maxRows={12}
          spellCheck={false}
          styles={{ input: { font: 'var(--type-code)' } }}
          value={data}
          onChange={(event) => setData(event.currentTarget.value)}
        />
        {problem !== null && (
          <p className={styles.error} role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className={styles.actions}>
        <Button
          variant="filled"
          leftSection={<IconSend size={16} />}
          disabled={chain.liveVersion === 0}
          onClick={send}
        >
          {t('chain:send.send')}
        </Button>
      </div>
    </Dialog>
  )
}
