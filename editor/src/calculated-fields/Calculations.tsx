import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { pageOf } from '../entities/kinds.ts'
import { clockTime, count, exact, took, valueText } from '../parts/numbers.ts'
import table from '../parts/table.module.css'
import styles from './CalculatedFields.module.css'
import { inside, isJson, type Json } from './model.ts'
import type { Calculation } from './server.ts'

interface CalculationsProps {
  calculations: readonly Calculation[]
  withEntity: boolean
  total: number
  failed: number
}

const shown = 12

/** The last calculations: with what, and what came out or why nothing did. */
export function Calculations({ calculations, withEntity, total, failed }: CalculationsProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.calculations}>
      <p className={styles.hint}>{t('calculated:since', { total: count(total), failed: count(failed) })}</p>
      <div className={table.scroll}>
        <table className={`${table.table} ${table.dense}`}>
          <thead>
            <tr>
              <th>{t('calculated:at')}</th>
              {withEntity && <th>{t('calculated:of')}</th>}
              <th>{t('calculated:with')}</th>
              <th>{t('calculated:gave')}</th>
              <th className={table.number} data-wide>
                {t('calculated:took')}
              </th>
            </tr>
          </thead>
          <tbody>
            {calculations.slice(0, shown).map((one) => (
              <tr key={one.seq}>
                <td className={table.faint} title={exact(one.at)}>
                  {clockTime(one.at).slice(0, 8)}
                </td>
                {withEntity && (
                  <td>
                    <Link to={pageOf(one.entity) ?? ''}>{one.entity.id.slice(0, 8)}</Link>
                  </td>
                )}
                <td className={styles.wrap}>
                  {Object.entries(one.arguments)
                    .map(([name, value]) => `${name} ${argumentText(value)}`)
                    .join(' · ')}
                </td>
                <td
                  className={
                    one.error === null || isWaiting(one.error) ? styles.wrap : `${styles.wrap} ${styles.bad}`
                  }
                >
                  {one.error ?? (resultText(t, one) || t('calculated:nothing'))}
                </td>
                <td className={`${table.number} ${table.faint}`} data-wide>
                  {took(one.took)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function argumentText(argument: Json): string {
  if (argument.type === 'SINGLE_VALUE') return valueText(argument.value)
  const values = Array.isArray(argument.values) ? argument.values : []
  const texts = values.map((one) => (isJson(one) ? valueText(one.value) : ''))
  const last = texts.slice(-3).join(', ')
  return values.length > 3 ? `[${values.length}: … ${last}]` : `[${last}]`
}

/** `temperatureF 71.6`, without the time that stands beside it; of an alarm what became of it */
export function resultText(t: TFunction, { result }: Calculation): string {
  if (result === null || result === undefined) return ''
  if (!isJson(result)) return JSON.stringify(result)
  if (inside(result, 'id').entityType === 'ALARM')
    return t(result.cleared === true ? 'calculated:alarm.cleared' : 'calculated:alarm.active', {
      severity: t(`alarms:severity.${result.severity}`),
    })
  const values = isJson(result.values) && Object.hasOwn(result, 'ts') ? result.values : result
  return Object.entries(values)
    .map(([key, value]) => `${key} ${valueText(value)}`)
    .join(' · ')
}

/** Whether a calculation failed, as against one that has not all of its values yet. */
export const isWaiting = (error: string | null): boolean => error?.startsWith('Waiting for values') === true
