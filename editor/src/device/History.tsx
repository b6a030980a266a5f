import { SegmentedControl } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { readRange } from '../api/devices.ts'
import type { LiveValue } from '../api/values.ts'
import { Card } from '../parts/Card.tsx'
import { rhythmOf } from '../parts/freshness.ts'
import type { Sample } from '../parts/line.ts'
import { Trouble } from '../parts/Trouble.tsx'
import { Chart } from './Chart.tsx'
import styles from './History.module.css'
import { numbersOf } from './series.ts'

const HOUR = 3_600_000
const ranges = [
  { id: '1h', length: HOUR, interval: 15_000 },
  { id: '6h', length: 6 * HOUR, interval: 60_000 },
  { id: '24h', length: 24 * HOUR, interval: 300_000 },
  { id: '7d', length: 168 * HOUR, interval: 1_800_000 },
] as const
/** samples that are drawn one by one; the server answers at most 700 averages */
const MANY = 600
type RangeId = (typeof ranges)[number]['id']

/** One key over time: every sample while they are few, averages per bucket when they are many. */
export function History({
  deviceId,
  name,
  latest,
}: {
  deviceId: string
  name: string
  latest: LiveValue | undefined
}) {
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const range = ranges.find(({ id }) => id === params.get('range')) ?? ranges[0]
  const rangeId: RangeId = range.id
  const history = useQuery({
    queryKey: ['history', deviceId, name, rangeId],
    refetchInterval: range.interval,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const endTs = Date.now()
      const startTs = endTs - range.length
      return {
        name,
        startTs,
        endTs,
        samples: await samplesOf(deviceId, name, startTs, endTs, range.interval),
      }
    },
  })
  const isNumber = typeof latest?.value === 'number' || typeof latest?.value === 'boolean'
  return (
    <Card
      title={name}
      aside={t('device:history.range', { range: t(`device:history.${rangeId}`) })}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('device:history.label')}
          value={rangeId}
          onChange={(value) =>
            setParams(
              (before) => {
                before.set('range', value)
                return before
              },
              { replace: true },
            )
          }
          data={ranges.map(({ id }) => ({ value: id, label: t(`device:history.${id}`) }))}
        />
      }
    >
      {history.isError && <Trouble error={history.error} retry={history.refetch} />}
      {history.data?.name === name && history.data.samples.length > 0 && (
        <Chart {...history.data} gap={gapOf(history.data.samples, range.interval)} />
      )}
      {history.data?.name === name && history.data.samples.length === 0 && (
        <p className={styles.none}>{t(isNumber ? 'device:history.none' : 'device:history.words')}</p>
      )}
      {!history.data && !history.isError && <div className={styles.space} />}
    </Card>
  )
}

async function samplesOf(deviceId: string, name: string, startTs: number, endTs: number, interval: number) {
  const span = { keys: [name], startTs, endTs }
  const raw = (await readRange(deviceId, { ...span, limit: MANY }))[name] ?? []
  if (raw.length < MANY) return numbersOf(raw)
  return numbersOf((await readRange(deviceId, { ...span, interval }))[name])
}

/** Missing is what stays out for six of its usual beats, and never less than six buckets. */
function gapOf(samples: readonly Sample[], interval: number): number {
  return 6 * Math.max(interval, rhythmOf(samples.map(({ ts }) => ts)) ?? 0)
}
