import { doubled } from './database.ts'
import { Conflict } from './store.ts'

/** Does `work`; where it would make something double, throws a `Conflict` with the sentence. */
export async function unlessTaken<T>(sentence: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (doubled(error) === null) throw error
    throw new Conflict(sentence)
  }
}
