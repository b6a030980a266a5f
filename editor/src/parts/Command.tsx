import styles from './Command.module.css'
import { CopyButton } from './CopyButton.tsx'

/** A command to paste into a terminal, with quoted parts set off and a button that copies it as it stands. */
export function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.box}>
      <div className={styles.copy}>
        <CopyButton text={text} what={label} />
      </div>
      {/* biome-ignore lint/a11y: a long command scrolls, so the keyboard must reach it, and it has a name of its own */}
      <div className={styles.text} role="group" tabIndex={0} aria-label={label}>
        {pieces(text).map(({ quoted, part, at }) =>
          quoted ? (
            <span key={at} className={styles.quoted}>
              {part}
            </span>
          ) : (
            part
          ),
        )}
      </div>
    </div>
  )
}

function pieces(text: string): { quoted: boolean; part: string; at: number }[] {
  let at = 0
  return text.split(/('[^']*'|"[^"]*")/).map((part, index) => {
    const piece = { quoted: index % 2 === 1, part, at }
    at += part.length
    return piece
  })
}
