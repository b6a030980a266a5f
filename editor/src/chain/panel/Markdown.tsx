import type { ReactNode } from 'react'

/** The little Markdown that help texts use: paragraphs, lists, fenced code, `code`, **bold**. Never HTML. */
export function Markdown({ text }: { text: string }) {
  return text
    .trim()
    .split(/\n{2,}/)
    .map((block) => <Block key={block} text={block} />)
}

function Block({ text }: { text: string }) {
  if (text.startsWith('```')) return <pre>{text.replace(/^```\w*\n?|\n?```$/g, '')}</pre>
  if (/^#+ /.test(text)) return <h3>{text.replace(/^#+ /, '')}</h3>
  if (/^[-*] /.test(text)) {
    return (
      <ul>
        {text.split(/\n(?=[-*] )/).map((item) => (
          <li key={item}>{inline(item.slice(2))}</li>
        ))}
      </ul>
    )
  }
  return <p>{inline(text)}</p>
}

function inline(text: string): ReactNode[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part, index) => {
    const key = `${index}:${part}`
    if (part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>
    if (part.startsWith('**')) return <b key={key}>{part.slice(2, -2)}</b>
    return part.replaceAll('\n', ' ')
  })
}
