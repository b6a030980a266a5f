import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { Trouble } from '../parts/Trouble.tsx'

/** A fault of ours in drawing a page. What is running on the server goes on. */
export function Crashed() {
  const { t } = useTranslation()
  const error = useRouteError()
  return (
    <Page>
      <PageHead title={t('shell:crashed.title')} say={t('shell:crashed.text')} />
      <Trouble error={error} />
      <div>
        <Button variant="filled" onClick={() => location.reload()}>
          {t('shell:crashed.reload')}
        </Button>
      </div>
    </Page>
  )
}
