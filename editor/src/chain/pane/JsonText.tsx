import { useMemo } from 'react'
import styles from './JsonText.module.css'
import { pieces, prettyJson } from './json.ts'

/** JSON in colours, at most so many lines. */
export function JsonText({ text, most }: { text: string; most?: number }) {
  const shown = useMemo(() => {
    const lines = prettyJson(text).split('\n')
    const cut = most !== undefined && lines.length > most ? [...lines.slice(0, most), '…'] : lines
    return pieces(cut.join('\n'))
  }, [text, most])
  return shown.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no other identity and never move
    <span key={index} className={styles[piece.kind]}>
      {piece.text}
    </span>
  ))
}
