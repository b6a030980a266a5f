import { Select, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { NodeDefinitionJson } from '../../../../engine/api/contract.ts'
import { type CommonMember, withMember } from '../document/common.ts'
import type { DocNode } from '../document/document.ts'
import { changeNodes } from '../document/nodes.ts'
import { loadQueues } from '../server.ts'
import { edit } from '../state/editor.ts'
import { useSession } from '../state/use-editor.ts'
import styles from './Panel.module.css'
import { Recording } from './Recording.tsx'

/** kinds of which the cloud lets the person choose whether one server alone runs them */
const oneServerOnly = ['org.thingsboard.rule.engine.mqtt.TbMqttNode']

/** What nodes of every kind can be told: their queue, what is written down of them, and where they run. */
export function CommonSettings({
  node,
  definition,
}: {
  node: DocNode
  definition: NodeDefinitionJson | undefined
}) {
  const { t } = useTranslation()
  const { editor } = useSession()
  const set = (member: CommonMember, value: unknown) => {
    const about = {
      key: 'chain:history.common',
      values: { name: node.name, field: t(`chain:compare.${member}`) },
    }
    edit(editor, about, (doc) => changeNodes(doc, [node.id], (one) => withMember(one, member, value)))
  }
  const queueName = node.other.queueName as string | null | undefined
  const mayBeSingle =
    node.other.singletonMode === true ||
    [node.type, ...(definition?.classes ?? [])].some((name) => oneServerOnly.includes(name))
  return (
    <>
      {(definition?.queued || queueName) && (
        <QueueChoice value={queueName || null} onChange={(next) => set('queueName', next)} />
      )}
      {mayBeSingle && (
        <Switch
          size="sm"
          label={t('chain:common.singleton')}
          description={t('chain:common.singletonHint')}
          checked={node.other.singletonMode === true}
          onChange={(event) => set('singletonMode', event.currentTarget.checked)}
        />
      )}
      <section className={styles.section} aria-label={t('chain:common.recording')}>
        <h3>{t('chain:common.recording')}</h3>
        <Recording node={node} onDraft={(settings) => set('debugSettings', settings)} />
      </section>
    </>
  )
}

function QueueChoice({
  value,
  onChange,
}: {
  value: string | null
  onChange: (value: string | null) => void
}) {
  const { t } = useTranslation()
  const { data: queues = [] } = useQuery({
    queryKey: ['queue-names'],
    queryFn: loadQueues,
    staleTime: 30_000,
  })
  // a queue that an import brought and nobody has here must stay visible
  const options = value === null || queues.includes(value) ? queues : [...queues, value]
  return (
    <Select
      label={t('chain:compare.queueName')}
      description={t('chain:common.queueHint')}
      placeholder={t('chain:common.sameQueue')}
      data={options}
      value={value}
      clearable
      onChange={onChange}
    />
  )
}
