import type { ReactNode } from 'react'

/** The little Markdown that help texts use: paragraphs, lists, fenced code, `code`, **bold**. Never HTML. */
export function Markdown({ text }: { text: string }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a block has no identity but its place
  return blocksOf(text).map((block, index) => <Block key={index} text={block} />)
}

/** A heading ends with its line, and a list may follow a paragraph at once; code is left as it is. */
function blocksOf(text: string): string[] {
  const parted = text.includes('```')
    ? text
    : text.replace(/^(#+ .*)\n/gm, '$1\n\n').replace(/^(?![-*] )(.+)\n(?=[-*] )/gm, '$1\n\n')
  return parted.trim().split(/\n{2,}/)
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
