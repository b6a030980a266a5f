import { type PointerEvent, useEffect, useRef, useState } from 'react'

/** a pointer that has rested so long is not about to press anything */
const REST_MS = 3000

/**
 * Keeps what a list shows while a mouse moves over it, so that no row slips away under the pointer and another one is
 * pressed. What was decided by the person (`about`: filters, page) shows at once.
 * @param value must stay the same object while nothing has changed
 */
export function useHeld<T>(value: T, about: string) {
  const [busy, setBusy] = useState(false)
  const [held, setHeld] = useState({ value, about })
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(rest.current), [])
  const isFree = !busy || held.about !== about
  if (isFree && (held.value !== value || held.about !== about)) setHeld({ value, about })

  const letGo = () => {
    clearTimeout(rest.current)
    setBusy(false)
  }
  const over = {
    onPointerMove({ pointerType }: PointerEvent) {
      if (pointerType !== 'mouse') return
      clearTimeout(rest.current)
      rest.current = setTimeout(letGo, REST_MS)
      setBusy(true)
    },
    onPointerLeave: letGo,
  }
  return { value: isFree ? value : held.value, over }
}
