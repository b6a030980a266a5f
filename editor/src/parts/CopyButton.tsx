import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from './copy.ts'

/** Copies `text` and says so on the button itself, to the eye and to a screen reader. */
export function CopyButton({ text, what, size = 'xs' }: { text: string; what?: string; size?: 'xs' | 'sm' }) {
  const { t } = useTranslation()
  const [done, setDone] = useState<'no' | 'copied' | 'failed'>('no')

  useEffect(() => {
    if (done === 'no') return
    const timer = setTimeout(() => setDone('no'), 2000)
    return () => clearTimeout(timer)
  }, [done])

  const Icon = done === 'copied' ? IconCheck : IconCopy
  const said = { no: t('shell:copy.copy'), copied: t('shell:copy.copied'), failed: t('shell:copy.failed') }[
    done
  ]
  return (
    <Button
      size={size}
      leftSection={<Icon size={14} stroke={1.75} />}
      aria-label={done === 'no' && what ? t('shell:copy.what', { what }) : undefined}
      onClick={async () => setDone((await copyText(text)) ? 'copied' : 'failed')}
    >
      <span aria-live="polite">{said}</span>
    </Button>
  )
}
