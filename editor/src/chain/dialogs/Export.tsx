import { Button } from '@mantine/core'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { copyText } from '../../parts/copy.ts'
import { saveFile } from '../../parts/save-file.ts'
import { tell } from '../../parts/toasts.ts'
import { JsonText } from '../pane/JsonText.tsx'
import { exportChain } from '../server.ts'
import { useComparison, useEditor } from '../state/use-editor.ts'
import { Dialog } from './Dialog.tsx'
import styles from './dialogs.module.css'

/** The chain as a file that ThingsBoard reads as well. */
export function Export() {
  const { t } = useTranslation()
  const chain = useEditor((state) => state.chain)
  const { count } = useComparison()
  const { data: file, error } = useQuery({
    queryKey: ['chain-export', chain.id, chain.liveVersion],
    queryFn: () => exportChain(chain.id),
    staleTime: 0,
  })
  const text = file === undefined ? '' : JSON.stringify(file, null, 2)
  return (
    <Dialog title={t('chain:export.title')} size="xl">
      <p className={styles.text}>
        {t('chain:export.text')} {count > 0 && chain.live !== null && t('chain:export.liveOnly')}
      </p>
      {error && <p className={styles.error}>{error.message}</p>}
      <pre className={styles.code}>
        <JsonText text={text} most={400} />
      </pre>
      <div className={styles.actions}>
        <Button
          leftSection={<IconCopy size={16} />}
          onClick={async () =>
            tell((await copyText(text)) ? t('chain:text.copied') : t('chain:say.notCopied'))
          }
        >
          {t('chain:text.copy')}
        </Button>
        <Button
          variant="filled"
          leftSection={<IconDownload size={16} />}
          onClick={() => saveFile(`${chain.name}.json`, file)}
        >
          {t('chain:export.download')}
        </Button>
      </div>
    </Dialog>
  )
}
