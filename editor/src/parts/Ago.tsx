import { useTranslation } from 'react-i18next'
import { useNow } from './clock.ts'
import { exact, span } from './numbers.ts'

/** How long ago, with the exact time on hover; past a day the date itself says more. */
export function Ago({ at, bare = false }: { at: number | null; bare?: boolean }) {
  const { t } = useTranslation()
  const now = useNow()
  if (at === null || at <= 0) return <span>{t('shell:time.never')}</span>
  const age = span(now - at)
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at)}>
      {bare ? age : t('shell:time.ago', { age })}
    </time>
  )
}
