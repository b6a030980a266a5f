import { Button, FileButton, Group, Modal, Stack } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ChainView, ImportNote, ImportPreview } from '../../../engine/api/contract.ts'
import { CHAINS_KEY, useChains } from '../api/chains.ts'
import { api } from '../api/http.ts'
import { keepReport, reportOf } from '../chain/state/import-report.ts'
import { count } from '../parts/numbers.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { ImportNotes } from './ImportNotes.tsx'
import { MissingChains } from './MissingChains.tsx'
import { missingChains, withChains } from './missing-chains.ts'

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
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map())
  const { data: chains } = useChains()
  const [error, setError] = useState<unknown>(null)

  async function look(chosen: File | null) {
    if (!chosen) return
    setError(null)
    setPreview(null)
    setChosen(new Map())
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
      const { chain, report } = await api.post<{ chain: ChainView; report: readonly ImportNote[] }>(
        '/api/weir/chains/import',
        withChains(file, chosen),
      )
      const ids = chain.draft?.graph.nodes.map((node) => node.id?.id) ?? []
      keepReport(sessionStorage, chain.id, reportOf(chain.name, report, ids))
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
          {chains && (
            <MissingChains
              missing={missingChains(preview.graph, new Set(chains.map(({ id }) => id)))}
              chains={chains}
              chosen={chosen}
              onChoose={setChosen}
            />
          )}
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
