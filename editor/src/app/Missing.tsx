import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Empty } from '../parts/Empty.tsx'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'

export function Missing() {
  const { t } = useTranslation()
  return (
    <Page>
      <PageHead title={t('shell:missing.title')} />
      <Empty
        title={t('shell:missing.nothing')}
        actions={
          <Button component={Link} to="/" variant="filled">
            {t('shell:missing.home')}
          </Button>
        }
      >
        {t('shell:missing.text')}
      </Empty>
    </Page>
  )
}
