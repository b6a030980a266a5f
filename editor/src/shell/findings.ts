import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCpu, IconLogout, IconMoon, IconShare3, IconSun, type TablerIcon } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useChains } from '../api/chains.ts'
import { listDevices } from '../api/devices.ts'
import { places } from './places.ts'
import { leave } from './UserMenu.tsx'

export interface Finding {
  readonly id: string
  readonly title: string
  readonly kind: string
  readonly icon: TablerIcon
  readonly path?: string
  readonly run?: () => void
}

/** What fits the text: pages and acts first, then chains, then devices as the server finds them. */
export function useFindings(text: string): readonly Finding[] {
  const { t } = useTranslation()
  const { setColorScheme } = useMantineColorScheme()
  const [settled] = useDebouncedValue(text.trim(), 120)
  const chains = useChains()
  const devices = useQuery({
    queryKey: ['devices', 'find', settled],
    queryFn: () =>
      listDevices({ page: 0, pageSize: 8, textSearch: settled, sortProperty: 'name', sortOrder: 'ASC' }),
    placeholderData: keepPreviousData,
  })

  const acts: Finding[] = [
    ...places.map(({ id, path, icon }) => ({
      id,
      title: t(`shell:nav.${id}`),
      kind: t('shell:find.page'),
      icon,
      path,
    })),
    act('light', t('shell:find.light'), IconSun, () => setColorScheme('light')),
    act('dark', t('shell:find.dark'), IconMoon, () => setColorScheme('dark')),
    act('leave', t('shell:user.leave'), IconLogout, leave),
  ]
  function act(id: string, title: string, icon: TablerIcon, run: () => void): Finding {
    return { id, title, kind: t('shell:find.act'), icon, run }
  }

  const wanted = text.trim().toLowerCase()
  const fits = (finding: Finding) => finding.title.toLowerCase().includes(wanted)
  const found: Finding[] = [
    ...acts.filter(fits),
    ...(chains.data ?? [])
      .map(({ id, name }) => ({
        id,
        title: name,
        kind: t('shell:find.chain'),
        icon: IconShare3,
        path: `/chains/${id}`,
      }))
      .filter(fits),
    ...(devices.data?.data ?? []).map(({ id, name }) => ({
      id: id.id,
      title: name,
      kind: t('shell:find.device'),
      icon: IconCpu,
      path: `/devices/${id.id}`,
    })),
  ]
  return found.slice(0, 12)
}
