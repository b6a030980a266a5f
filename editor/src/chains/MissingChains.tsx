import { Select, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ChainSummary } from '../../../engine/api/contract.ts'
import type { MissingChain } from './missing-chains.ts'

interface Props {
  missing: readonly MissingChain[]
  chains: readonly ChainSummary[]
  /** which chain of here is taken for which of the file */
  chosen: ReadonlyMap<string, string>
  onChoose: (chosen: ReadonlyMap<string, string>) => void
}

/** Chains that an import refers to and that are not here, each with the choice of one to take in its place. */
export function MissingChains({ missing, chains, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  if (missing.length === 0) return null
  const options = chains.map((chain) => ({ value: chain.id, label: chain.name }))
  const choose = (id: string, next: string | null) => {
    const all = new Map(chosen)
    if (next === null) all.delete(id)
    else all.set(id, next)
    onChoose(all)
  }
  return (
    <Stack gap="xs">
      <p>{t('chains:import.missing', { count: missing.length })}</p>
      {missing.map(({ id, nodes }) => (
        <Select
          key={id}
          label={t('chains:import.instead', { nodes: nodes.join(', ') })}
          placeholder={t('chains:import.keep')}
          data={options}
          searchable
          clearable
          value={chosen.get(id) ?? null}
          onChange={(next) => choose(id, next)}
        />
      ))}
    </Stack>
  )
}
