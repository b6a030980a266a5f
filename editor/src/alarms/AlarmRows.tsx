import { Anchor, Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AlarmRowJson } from '../../../engine/api/contract-alarms.ts'
import { count } from '../parts/numbers.ts'
import { AlarmRow } from './AlarmRow.tsx'
import styles from './AlarmTable.module.css'

export interface RowsProps {
  rows: readonly AlarmRowJson[]
  /** the address that opens one of them beside the list */
  linkTo: (id: string) => string
  openId: string | undefined
  selected: ReadonlyMap<string, AlarmRowJson>
  onSelect: (selected: ReadonlyMap<string, AlarmRowJson>) => void
  onError: (error: unknown) => void
}

interface GroupProps extends RowsProps {
  /** of the group; without it the rows stand alone */
  title?: string
  total?: number
  onMore?: () => void
}

/** One body of the table: a group with its heading, or the whole list. */
export function AlarmRows({ rows, title, total, onMore, selected, onSelect, ...rest }: GroupProps) {
  const { t } = useTranslation()
  const chosen = rows.filter(({ id }) => selected.has(id)).length
  const choose = (some: readonly AlarmRowJson[], on: boolean) => {
    const next = new Map(selected)
    for (const row of some) {
      if (on) next.set(row.id, row)
      else next.delete(row.id)
    }
    onSelect(next)
  }
  return (
    <tbody>
      {title !== undefined && (
        <tr className={styles.group}>
          <td className={styles.choice}>
            <Checkbox
              size="xs"
              aria-label={t('alarms:chooseAll', { group: title })}
              checked={chosen === rows.length}
              indeterminate={chosen > 0 && chosen < rows.length}
              onChange={() => choose(rows, chosen < rows.length)}
            />
          </td>
          <th colSpan={6} scope="rowgroup">
            {title} {total !== undefined && <span>{count(total)}</span>}
          </th>
        </tr>
      )}
      {rows.map((row) => (
        <AlarmRow
          key={row.id}
          {...rest}
          row={row}
          chosen={selected.has(row.id)}
          onChoose={(on) => choose([row], on)}
        />
      ))}
      {onMore && (
        <tr className={styles.more}>
          <td colSpan={7}>
            <Anchor component="button" type="button" onClick={onMore}>
              {total === undefined
                ? t('alarms:moreCleared')
                : t('alarms:more', { count: total - rows.length, number: count(total - rows.length) })}
            </Anchor>
          </td>
        </tr>
      )}
    </tbody>
  )
}
