import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useChains } from '../api/chains.ts'
import { ChainMarks } from '../chains/ChainMarks.tsx'
import { Card } from '../parts/Card.tsx'
import { count, rate } from '../parts/numbers.ts'
import table from '../parts/table.module.css'

/** The chains that run, busiest first. */
export function ChainsAtHome() {
  const { t } = useTranslation()
  const { data } = useChains()
  if (!data || data.length === 0) return null
  const busiest = [...data].sort((a, b) => b.failures - a.failures || b.rate - a.rate).slice(0, 6)
  return (
    <Card title={t('home:chains.title')} actions={<Link to="/chains">{t('home:chains.all')}</Link>} flush>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>{t('chains:column.name')}</th>
              <th>{t('chains:column.state')}</th>
              <th className={table.number}>{t('chains:column.rate')}</th>
              <th className={table.number}>{t('chains:column.failures')}</th>
            </tr>
          </thead>
          <tbody>
            {busiest.map((chain) => (
              <tr key={chain.id}>
                <td>
                  <Link className={table.name} to={`/chains/${chain.id}`}>
                    {chain.name}
                  </Link>
                </td>
                <td>
                  <ChainMarks chain={chain} />
                </td>
                <td className={table.number}>{rate(chain.rate)}</td>
                <td className={table.number}>{count(chain.failures)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
