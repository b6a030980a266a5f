import { Modal, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { ChainSummary, ChainView } from '../../../engine/api/contract.ts'
import { CHAINS_KEY } from '../api/chains.ts'
import { api } from '../api/http.ts'
import { ShortForm } from '../parts/ShortForm.tsx'
import { flows } from './flows.ts'

interface NewChainProps {
  opened: boolean
  onClose: () => void
  chains: readonly ChainSummary[]
}

export function NewChain({ opened, onClose, chains }: NewChainProps) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={t('chains:new.title')}>
      <NewChainForm onClose={onClose} chains={chains} />
    </Modal>
  )
}

function NewChainForm({ onClose, chains }: Omit<NewChainProps, 'opened'>) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [from, setFrom] = useState('')

  async function create() {
    const chain = await api.post<ChainView>('/api/weir/chains', {
      name: name.trim(),
      ...(from ? { from } : {}),
    })
    await queries.invalidateQueries({ queryKey: CHAINS_KEY })
    navigate(`/chains/${chain.id}`)
  }

  return (
    <ShortForm submit={t('chains:new.create')} onSubmit={create} onCancel={onClose}>
      <TextInput
        label={t('chains:new.name')}
        placeholder={t('chains:new.example')}
        data-autofocus
        required
        withAsterisk={false}
        maxLength={255}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={t('chains:new.from')}
        allowDeselect={false}
        value={from}
        onChange={(value) => setFrom(value ?? '')}
        data={[
          { value: '', label: t('chains:new.empty') },
          {
            group: t('chains:new.examples'),
            items: flows.map(({ id, name }) => ({ value: id, label: name })),
          },
          {
            group: t('chains:new.copies'),
            items: chains.map(({ id, name }) => ({ value: id, label: name })),
          },
        ]}
      />
    </ShortForm>
  )
}
