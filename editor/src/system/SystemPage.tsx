import { Tabs } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useSession } from '../api/session.ts'
import { useStatus } from '../api/status.ts'
import { Ago } from '../parts/Ago.tsx'
import { count } from '../parts/numbers.ts'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { QueuesTab } from '../queues/QueuesTab.tsx'
import { About } from './About.tsx'
import { Letters } from './Letters.tsx'
import { StatusTab } from './StatusTab.tsx'
import { Users } from './Users.tsx'
import { worriesOf } from './worries.ts'

export default function SystemPage() {
  const { t } = useTranslation()
  const { tab = 'status' } = useParams()
  const navigate = useNavigate()
  const { status, current } = useStatus()
  const isAdministrator = useSession((session) => session.claims?.authority === 'TENANT_ADMIN')
  const calm = status && worriesOf(status).length === 0
  return (
    <Page>
      <PageHead
        title={t('shell:nav.system')}
        say={
          status && (
            <>
              {t(!current ? 'home:say.old' : calm ? 'system:say.calm' : 'system:say.worried')}{' '}
              {t('system:say.since')} <Ago at={status.startedTime} />.
            </>
          )
        }
      />
      <Tabs value={tab} onChange={(value) => navigate(`/system/${value}`)} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="status">{t('system:tab.status')}</Tabs.Tab>
          <Tabs.Tab value="letters">
            {t('system:tab.letters')} {status && status.deadLetters > 0 && <b>{count(status.deadLetters)}</b>}
          </Tabs.Tab>
          {isAdministrator && <Tabs.Tab value="queues">{t('queues:title')}</Tabs.Tab>}
          {isAdministrator && <Tabs.Tab value="users">{t('system:tab.users')}</Tabs.Tab>}
          <Tabs.Tab value="about">{t('system:tab.about')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="status">{status && <StatusTab status={status} />}</Tabs.Panel>
        <Tabs.Panel value="letters">
          <Letters />
        </Tabs.Panel>
        <Tabs.Panel value="queues">
          <QueuesTab />
        </Tabs.Panel>
        <Tabs.Panel value="users">
          <Users />
        </Tabs.Panel>
        <Tabs.Panel value="about">
          <About />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
