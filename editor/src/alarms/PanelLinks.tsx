import { ActionIcon, Tooltip } from '@mantine/core'
import { IconLink, IconShare3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useWhy } from '../api/alarms.ts'
import { copyText } from '../parts/copy.ts'
import { tell } from '../parts/toasts.ts'
import { chainPlace } from './way.ts'

/** Ways from the alarm: into the chain that raised it, and to somebody else. */
export function PanelLinks({ id }: { id: string }) {
  const { t } = useTranslation()
  const why = useWhy(id).data
  return (
    <>
      {why?.chain && (
        <Tooltip label={t('alarms:act.inChain')}>
          <ActionIcon
            component={Link}
            to={chainPlace(why.chain.id, why.node?.id)}
            size={26}
            aria-label={t('alarms:act.inChain')}
          >
            <IconShare3 size={16} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={t('alarms:panel.copy')}>
        <ActionIcon
          size={26}
          aria-label={t('alarms:panel.copy')}
          onClick={async () => {
            if (await copyText(`${location.origin}/alarms/${id}`)) tell(t('alarms:did.copied'))
          }}
        >
          <IconLink size={16} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    </>
  )
}
