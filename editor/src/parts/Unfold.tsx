import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'

/** A button in whose place a form opens; when that closes, the keyboard is back on the button. */
export function Unfold({ label, children }: { label: string; children: (close: () => void) => ReactNode }) {
  const [state, setState] = useState<'never' | 'open' | 'closed'>('never')
  if (state === 'open') return children(() => setState('closed'))
  return (
    <Button
      size="xs"
      autoFocus={state === 'closed'}
      leftSection={<IconPlus size={14} stroke={1.75} />}
      onClick={() => setState('open')}
    >
      {label}
    </Button>
  )
}
