import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import styles from './Chooser.module.css'

export interface Choice {
  readonly id: string
  readonly icon: ReactNode
  readonly title: string
  readonly about?: string | undefined
  readonly keys?: string | undefined
  readonly section?: string
  readonly run: () => void
}

interface Props {
  label: string
  placeholder: string
  nothing: string
  choicesFor: (text: string) => readonly Choice[]
  onClose: () => void
}

/** A text field with a list below that arrows walk and Enter takes: for adding a node and for finding anything. */
export function Chooser({ label, placeholder, nothing, choicesFor, onClose }: Props) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const choices = choicesFor(text)
  const current = Math.min(at, choices.length - 1)
  useEffect(() => {
    list.current?.querySelector(`[data-at="${current}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [current])
  const take = (choice: Choice | undefined) => {
    if (!choice) return
    onClose()
    choice.run()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((current + 1) % Math.max(1, choices.length))
    else if (event.key === 'ArrowUp') setAt((current - 1 + choices.length) % Math.max(1, choices.length))
    else if (event.key === 'Enter') take(choices[current])
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <input
        className={styles.input}
        role="combobox"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={`${id}-${current}`}
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        ref={(input) => input?.focus()}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={id} role="listbox" aria-label={label} className={styles.list}>
        {choices.length === 0 && <p>{nothing}</p>}
        {choices.map((choice, index) => (
          <div key={choice.id}>
            {choice.section !== undefined && choice.section !== choices[index - 1]?.section && (
              <h3>{choice.section}</h3>
            )}
            {/** biome-ignore lint/a11y/useKeyWithClickEvents: the text field above handles the keys */}
            <div
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === current}
              data-at={index}
              className={styles.choice}
              onPointerMove={() => setAt(index)}
              onClick={() => take(choice)}
            >
              {choice.icon}
              <span className={styles.title}>{choice.title}</span>
              {choice.about && <span className={styles.about}>{choice.about}</span>}
              {choice.keys && <kbd>{choice.keys}</kbd>}
            </div>
          </div>
        ))}
      </div>
    </>
  )
}
