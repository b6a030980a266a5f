/** Gives the person a JSON file, named without what file systems dislike. */
export function saveFile(name: string, content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replace(/[^\p{L}\p{N}._ -]+/gu, '-')
  link.click()
  // the download has taken its copy by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
