import { Button } from '@mantine/core'
import { IconPlus, IconShare3, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChains } from '../api/chains.ts'
import { Card } from '../parts/Card.tsx'
import { Empty } from '../parts/Empty.tsx'
import { useLeaving } from '../parts/leaving.ts'
import { count, rate } from '../parts/numbers.ts'
import { Page } from '../parts/Page.tsx'
import { PageHead } from '../parts/PageHead.tsx'
import { Trouble } from '../parts/Trouble.tsx'
import { ChainTable } from './ChainTable.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { NewChain } from './NewChain.tsx'

export default function ChainsPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useChains()
  const leaving = useLeaving()
  const [open, setOpen] = useState<'new' | 'import' | null>(null)
  const chains = data?.filter(({ id }) => !leaving.has(id))

  const importButton = (
    <Button leftSection={<IconUpload size={16} stroke={1.75} />} onClick={() => setOpen('import')}>
      {t('chains:import.open')}
    </Button>
  )
  const newButton = (
    <Button
      variant="filled"
      leftSection={<IconPlus size={16} stroke={1.75} />}
      onClick={() => setOpen('new')}
    >
      {t('chains:new.open')}
    </Button>
  )

  return (
    <Page>
      <PageHead
        title={t('shell:nav.chains')}
        say={chains && say()}
        actions={
          <>
            {importButton}
            {newButton}
          </>
        }
      />
      {error && <Trouble what={t('chains:failed')} error={error} retry={refetch} />}
      {chains && chains.length > 0 && <ChainTable chains={chains} />}
      {chains && chains.length === 0 && (
        <Card>
          <Empty
            icon={<IconShare3 size={24} stroke={1.75} />}
            title={t('chains:empty.title')}
            actions={newButton}
          >
            {t('chains:empty.text')}
          </Empty>
        </Card>
      )}
      <NewChain opened={open === 'new'} onClose={() => setOpen(null)} chains={chains ?? []} />
      <ImportDialog opened={open === 'import'} onClose={() => setOpen(null)} />
    </Page>
  )

  function say(): string {
    const all = chains ?? []
    const flowing = all.reduce((sum, chain) => sum + chain.rate, 0)
    const failures = all.reduce((sum, chain) => sum + chain.failures, 0)
    const said = t('chains:say.flow', { count: all.length, number: count(all.length), rate: rate(flowing) })
    const failed = t('chains:say.failures', { count: failures, number: count(failures) })
    return `${said} ${failures === 0 ? t('chains:say.calm') : failed}`
  }
}
