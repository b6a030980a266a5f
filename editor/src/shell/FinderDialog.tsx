import { Modal } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import styles from './Finder.module.css'
import { closeFinder } from './finder-open.ts'
import { type Finding, useFindings } from './findings.ts'

export default function FinderDialog() {
  const { t } = useTranslation()
  return (
    <Modal
      opened
      onClose={closeFinder}
      withCloseButton={false}
      centered={false}
      yOffset="12vh"
      padding={0}
      size={560}
      aria-label={t('shell:find.label')}
    >
      <Search />
    </Modal>
  )
}

function Search() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const findings = useFindings(text)
  const at = Math.min(chosen, findings.length - 1)

  function go(finding: Finding | undefined) {
    if (!finding) return
    closeFinder()
    if (finding.run) finding.run()
    else if (finding.path) navigate(finding.path)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown') setChosen(Math.min(at + 1, findings.length - 1))
    else if (event.key === 'ArrowUp') setChosen(Math.max(at - 1, 0))
    else if (event.key === 'Enter') go(findings[at])
    else return
    event.preventDefault()
  }

  return (
    <>
      <input
        className={styles.input}
        data-autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls="findings"
        aria-activedescendant={findings[at] ? `finding-${at}` : undefined}
        aria-label={t('shell:find.label')}
        placeholder={t('shell:find.placeholder')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id="findings" role="listbox" aria-label={t('shell:find.label')} className={styles.list}>
        {findings.map((finding, index) => (
          <Row
            key={finding.id}
            id={`finding-${index}`}
            finding={finding}
            chosen={index === at}
            onPick={() => go(finding)}
          />
        ))}
        {findings.length === 0 && <p className={styles.none}>{t('shell:find.none', { text })}</p>}
      </div>
    </>
  )
}

function Row({
  id,
  finding,
  chosen,
  onPick,
}: {
  id: string
  finding: Finding
  chosen: boolean
  onPick: () => void
}) {
  const Icon = finding.icon
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys act on the combobox, where the focus stays
    <div id={id} role="option" tabIndex={-1} aria-selected={chosen} className={styles.row} onClick={onPick}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      <span className={styles.title}>{finding.title}</span>
      <span className={styles.kind}>{finding.kind}</span>
    </div>
  )
}
