import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RememberedMessage } from '../../../../engine/api/contract.ts'
import { took } from '../../parts/numbers.ts'
import { Tile } from '../canvas/Tile.tsx'
import type { DocNode } from '../document/document.ts'
import { goToStep } from '../state/followed.ts'
import { useEditor, useSession } from '../state/use-editor.ts'
import styles from './Path.module.css'

interface Props {
  step: RememberedMessage
  node: DocNode | undefined
  /** the step before was in another chain */
  entersChain: boolean
  current: boolean
  first: boolean
}

/** One node that a followed message came through; a click goes there, into its own chain when it lies in another. */
export function PathStep({ step, node, entersChain, current, first }: Props) {
  const { t } = useTranslation()
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (current) item.current?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [current])
  const session = useSession()
  const definition = useEditor((state) => state.catalog.byType.get(node?.type ?? ''))
  const chainName = useEditor((state) => state.catalog.chainNames.get(step.chainId))
  const isElsewhere = useEditor((state) => state.chain.id !== step.chainId)
  const failed = step.error !== null || undefined
  const name = node === undefined ? t('chain:path.unknown') : `#${node.number} ${node.name}`
  return (
    <>
      {!first && <li className={styles.arrow} data-failed={failed} aria-hidden="true" />}
      {entersChain && <li className={styles.chain}>{chainName ?? t('chain:field.missingChain')}</li>}
      <li
        ref={item}
        className={styles.step}
        data-current={current || undefined}
        data-elsewhere={isElsewhere || undefined}
      >
        <button type="button" title={name} onClick={() => goToStep(session, step)}>
          <Tile definition={definition} />
          <b>#{node?.number ?? '–'}</b>
          <span data-failed={failed}>{step.output ?? node?.name}</span>
          <small>{step.took === null ? '' : took(step.took)}</small>
        </button>
      </li>
    </>
  )
}
