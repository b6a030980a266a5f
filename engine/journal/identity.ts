import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What a journal is called outside of its folder, where positions in it are remembered: the same as long as it is
 * there, and another name when it was removed and begins at 0 again. Where it can't be kept, which is when the disk
 * takes nothing, it is another one after the next start: nothing that is remembered is taken for this journal's then.
 */
export async function journalIdentity(directory: string): Promise<string> {
  const file = join(directory, 'identity')
  const known = await readFile(file, 'utf8').catch(() => '')
  if (/^[0-9a-f]{16}$/.test(known)) return known
  const made = randomBytes(8).toString('hex')
  try {
    await writeFile(`${file}.new`, made, { flush: true })
    await rename(`${file}.new`, file)
  } catch {
    // The journal itself says what is wrong with the disk.
  }
  return made
}
