import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconDownload, IconFlag, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ChainSummary } from '../../../engine/api/contract.ts'
import { CHAINS_KEY } from '../api/chains.ts'
import { api } from '../api/http.ts'
import { Ago } from '../parts/Ago.tsx'
import { Card } from '../parts/Card.tsx'
import { removeLater } from '../parts/leaving.ts'
import { count, rate } from '../parts/numbers.ts'
import { saveFile } from '../parts/save-file.ts'
import { Trouble } from '../parts/Trouble.tsx'
import table from '../parts/table.module.css'
import { tell } from '../parts/toasts.ts'
import { ChainMarks } from './ChainMarks.tsx'

const columns = ['name', 'state', 'nodes', 'rate', 'failures', 'deployed'] as const
const numbers = new Set<string>(['nodes', 'rate', 'failures'])
const wide = new Set<string>(['nodes', 'failures', 'deployed'])

export function ChainTable({ chains }: { chains: readonly ChainSummary[] }) {
  const { t } = useTranslation()
  const [error, setError] = useState<unknown>(null)
  return (
    <>
      {error !== null && <Trouble error={error} />}
      <Card flush>
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th
                    key={column}
                    className={numbers.has(column) ? table.number : undefined}
                    data-wide={wide.has(column) || undefined}
                  >
                    {t(`chains:column.${column}`)}
                  </th>
                ))}
                <th aria-label={t('chains:column.acts')} />
              </tr>
            </thead>
            <tbody>
              {chains.map((chain) => (
                <Row key={chain.id} chain={chain} onError={setError} />
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </>
  )
}

function Row({ chain, onError }: { chain: ChainSummary; onError: (error: unknown) => void }) {
  const { t } = useTranslation()
  return (
    <tr>
      <td>
        <Link className={table.name} to={`/chains/${chain.id}`}>
          {chain.name}
        </Link>
      </td>
      <td>
        <ChainMarks chain={chain} />
      </td>
      <td className={`${table.number} ${table.soft}`} data-wide>
        {count(chain.nodes)}
      </td>
      <td className={`${table.number} ${table.soft}`}>{rate(chain.rate)}</td>
      <td className={table.number} data-wide>
        {chain.failures > 0 ? (
          <b style={{ color: 'var(--crit)' }}>{count(chain.failures)}</b>
        ) : (
          <span className={table.faint}>–</span>
        )}
      </td>
      <td className={table.soft} data-wide>
        {chain.deployedTime === null ? '–' : <Ago at={chain.deployedTime} />}
      </td>
      <td className={table.number}>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t('chains:acts', { name: chain.name })}>
              <IconDots size={16} stroke={1.75} />
            </ActionIcon>
          </Menu.Target>
          <ChainActs chain={chain} onError={onError} />
        </Menu>
      </td>
    </tr>
  )
}

function ChainActs({ chain, onError }: { chain: ChainSummary; onError: (error: unknown) => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const path = `/api/weir/chains/${chain.id}`
  const renew = () => queries.invalidateQueries({ queryKey: CHAINS_KEY })

  async function act(what: () => Promise<unknown>) {
    onError(null)
    await what().catch(onError)
  }
  const makeRoot = () =>
    act(async () => {
      await api.post(`${path}/root`)
      await renew()
      tell(t('chains:rooted', { name: chain.name }))
    })
  const download = () => act(async () => saveFile(`${chain.name}.json`, await api.get(`${path}/export`)))
  const remove = () =>
    removeLater(chain.id, t('chains:deleted', { name: chain.name }), () => api.delete(path), onError)

  return (
    <Menu.Dropdown>
      <Menu.Item leftSection={<IconFlag size={16} stroke={1.75} />} disabled={chain.root} onClick={makeRoot}>
        {t('chains:makeRoot')}
      </Menu.Item>
      <Menu.Item leftSection={<IconDownload size={16} stroke={1.75} />} onClick={download}>
        {t('chains:export')}
      </Menu.Item>
      <Menu.Item
        color="crit"
        leftSection={<IconTrash size={16} stroke={1.75} />}
        disabled={chain.root}
        title={chain.root ? t('chains:rootStays') : undefined}
        onClick={remove}
      >
        {t('chains:delete')}
      </Menu.Item>
    </Menu.Dropdown>
  )
}
