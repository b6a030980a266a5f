/**
 * Puts text on the clipboard. The modern way exists only on https and localhost; Weir is mostly opened over plain
 * http in a local network, where a hidden text box still works.
 * @returns whether it worked
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyFromBox(text)
  }
}

function copyFromBox(text: string): boolean {
  const box = document.createElement('textarea')
  const before = document.activeElement
  box.value = text
  box.readOnly = true
  box.className = 'visually-hidden'
  // inside an open dialog, whose focus trap would take the selection away from a box outside of it
  const home = before?.closest('[role="dialog"]') ?? document.body
  home.append(box)
  box.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    box.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}
