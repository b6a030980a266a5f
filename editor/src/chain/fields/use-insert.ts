import { type RefObject, useRef } from 'react'

type Box = HTMLInputElement & HTMLTextAreaElement

/** Puts text where the caret of a box stands, in place of what is marked, and gives the box the focus. */
export function useInsert(
  value: string,
  set: (value: string) => void,
): { ref: RefObject<Box | null>; insert: (text: string) => void } {
  const ref = useRef<Box>(null)
  const insert = (text: string) => {
    const { selectionStart, selectionEnd } = ref.current ?? {}
    const [from, to] = [selectionStart ?? value.length, selectionEnd ?? value.length]
    set(value.slice(0, from) + text + value.slice(to))
    ref.current?.focus()
  }
  return { ref, insert }
}
