const key = 'weir.clip'

/** What was copied last in this tab, for the menu's Paste where the browser lets no page read the clipboard. */
export function keepClip(text: string): void {
  try {
    sessionStorage.setItem(key, text)
  } catch {
    // too large, or storage is forbidden: Ctrl V still works
  }
}

export function lastClip(): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}
