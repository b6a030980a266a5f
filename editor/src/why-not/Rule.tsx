import { IconCheck, IconCircleDashed, IconMinus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ConditionState, RuleState } from '../../../engine/api/contract-alarm-rules.ts'
import { SeverityWord } from '../alarms/SeverityWord.tsx'
import { valueText } from '../parts/numbers.ts'
import { Tag } from '../parts/Tag.tsx'
import { Progress } from './Progress.tsx'
import { tones } from './verdicts.ts'
import styles from './WhyNot.module.css'

/** One rule: its conditions with the values they look at, and what it still waits for. */
export function Rule({ rule }: { rule: RuleState }) {
  const { t } = useTranslation()
  const { conditions, kind, problem, progress, schedule, severity, verdict } = rule
  const { shape, tone } = tones[verdict]
  return (
    <div className={styles.rule}>
      <div className={styles.head}>
        {severity === null ? (
          <b>{t('rules:clears')}</b>
        ) : (
          <SeverityWord severity={severity} open={verdict === 'RAISED'} />
        )}
        <Tag tone={tone} shape={shape}>
          {t(
            severity === null && verdict === 'READY' ? 'whynot:verdict.CLEARS' : `whynot:verdict.${verdict}`,
          )}
        </Tag>
      </div>
      {problem !== null && <p className={styles.problem}>{problem}</p>}
      <ul className={styles.conditions}>
        {conditions.length === 0 && <li>{t('rules:anything')}</li>}
        {conditions.map((condition, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition has no identity but its place
          <li key={index}>
            <Condition condition={condition} />
          </li>
        ))}
      </ul>
      {schedule.type !== 'ANY_TIME' && (
        <p className={styles.quiet}>
          {t(schedule.isActive ? 'whynot:inHours' : 'whynot:outOfHours', {
            zone: schedule.timezone ?? 'UTC',
          })}
        </p>
      )}
      {progress && kind !== 'SIMPLE' && <Progress kind={kind} {...progress} />}
    </div>
  )
}

function Condition({ condition }: { condition: ConditionState }) {
  const { t } = useTranslation()
  const { holds, key, tests, value, words } = condition
  const Icon = holds ? IconCheck : value === null ? IconCircleDashed : IconMinus
  const limits = tests.filter(({ attribute, isHidden }) => attribute !== null || isHidden)
  return (
    <div className={styles.condition} data-holds={holds || undefined}>
      <Icon
        size={14}
        stroke={2}
        aria-label={t(holds ? 'whynot:holds' : value === null ? 'whynot:missing' : 'whynot:fails')}
      />
      <span>
        {tests.length === 1 && tests[0] && key.type !== 'CONSTANT' ? (
          <>
            {key.key} {t(`rules:operation.${tests[0].operation}`)}{' '}
            {tests[0].isHidden ? t('whynot:hidden') : valueText(tests[0].limit)}
          </>
        ) : (
          words
        )}
        {limits.map(({ attribute, isDefault, isHidden, limit }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a comparison has no identity but its place
          <span key={index} className={styles.quiet}>
            {' '}
            {attribute &&
              t(isDefault ? 'whynot:ownLimit' : 'whynot:ofAttribute', {
                name: attribute.sourceAttribute,
                value: isHidden ? t('whynot:hidden') : valueText(limit),
              })}
          </span>
        ))}
      </span>
      <span className={styles.value}>
        {value === null ? t('whynot:noValue') : t('whynot:isNow', { value: valueText(value) })}
      </span>
    </div>
  )
}
