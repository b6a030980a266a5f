import { Button, FileButton, Group, Modal, Stack } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ChainView, ImportPreview } from '../../../engine/api/contract.ts'
import { CHAINS_KEY } from '../api/chains.ts'
import { api } from '../api/http.ts'
import { count } from '../parts/numbers.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { ImportNotes } from './ImportNotes.tsx'

/** A file of this or another server: what it holds and what will not carry over is said before anything happens. */
export function ImportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={t('chains:import.title')} size={620}>
      <ImportForm onClose={onClose} />
    </Modal>
  )
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [file, setFile] = useState<unknown>(null)
  const [preview, setPreview] = useState<ImportPreview | null>(null)
  const [error, setError] = useState<unknown>(null)

  async function look(chosen: File | null) {
    if (!chosen) return
    setError(null)
    setPreview(null)
    try {
      const content = await parsed(chosen, t('chains:import.notJson', { name: chosen.name }))
      setPreview(await api.post<ImportPreview>('/api/weir/chains/preview', content))
      setFile(content)
    } catch (reason) {
      setError(reason)
    }
  }

  async function take() {
    try {
      const { chain } = await api.post<{ chain: ChainView }>('/api/weir/chains/import', file)
      await queries.invalidateQueries({ queryKey: CHAINS_KEY })
      navigate(`/chains/${chain.id}`)
    } catch (reason) {
      setError(reason)
    }
  }

  return (
    <Stack gap="md">
      <p>{t('chains:import.text')}</p>
      <FileButton accept="application/json,.json" onChange={look}>
        {(props) => (
          <Button {...props} data-autofocus leftSection={<IconUpload size={16} stroke={1.75} />}>
            {t('chains:import.choose')}
          </Button>
        )}
      </FileButton>
      {preview && (
        <>
          <p>
            <b>{preview.name}</b>{' '}
            {t('chains:import.holds', { nodes: count(preview.nodes), wires: count(preview.connections) })}
          </p>
          <ImportNotes report={preview.report} />
        </>
      )}
      {error !== null && <Trouble error={error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="subtle" onClick={onClose}>
          {t('shell:cancel')}
        </Button>
        <Button variant={preview ? 'filled' : 'default'} disabled={!preview} onClick={take}>
          {t('chains:import.take')}
        </Button>
      </Group>
    </Stack>
  )
}

async function parsed(file: File, problem: string): Promise<unknown> {
  try {
    return JSON.parse(await file.text())
  } catch {
    throw new Error(problem)
  }
}
