import { ActionIcon, Group, Select, Tooltip } from '@mantine/core'
import { IconArrowUpRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { loadChains } from '../server.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import type { FieldProps } from './field.ts'

/** Another chain, with a way to go there. */
export function ChainField({ id, value, onChange, describedBy, invalid }: FieldProps<string | undefined>) {
  const { t } = useTranslation()
  const { place } = useSession()
  const here = useEditor((state) => state.chain.id)
  const { data: chains = [] } = useQuery({ queryKey: ['chains'], queryFn: loadChains })
  const options = chains
    .filter((chain) => chain.id !== here)
    .map((chain) => ({ value: chain.id, label: chain.name }))
  if (value && !options.some((option) => option.value === value)) {
    options.push({
      value,
      label: value === here ? t('chain:field.thisChain') : t('chain:field.missingChain'),
    })
  }
  return (
    <Group gap={6} wrap="nowrap">
      <Select
        id={id}
        flex={1}
        searchable
        data={options}
        value={value || null}
        placeholder={t('chain:field.chooseChain')}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        onChange={(next) => onChange(next ?? undefined)}
      />
      <Tooltip label={t('chain:command.follow')}>
        <ActionIcon
          disabled={!value}
          aria-label={t('chain:command.follow')}
          onClick={() => value && place.enter(value)}
        >
          <IconArrowUpRight size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}
