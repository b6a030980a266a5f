import { randomBytes, randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** OWASP's argon2id parameters: 19 MiB, 2 passes, 1 lane; about 30 ms on a small machine. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Hashing borrows a thread that the disk needs too, and 19 MiB: one at a time, and this many may wait. */
const mayWait = 32

/** Too many password checks wait already. */
export class TooBusy extends Error {
  override readonly name = 'TooBusy'
}

export interface Passwords {
  /** The argon2id hash, in PHC text form. */
  hash(password: string): Promise<string>
  /**
   * Whether the password belongs to the hash. Without a hash (an unknown user) it works just as long and says no, so
   * that the time of the answer does not tell who exists. Throws `TooBusy` when too many checks wait.
   */
  matches(passwordHash: string | null, password: string): Promise<boolean>
}

export function createPasswords(): Passwords {
  const nobody = hash(randomBytes(16), cost)
  let waiting = 0
  let last: Promise<unknown> = nobody

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (waiting >= mayWait) return Promise.reject(new TooBusy('too many logins at once'))
    waiting++
    const mine = last.then(work, work).finally(() => waiting--)
    last = mine.catch(() => undefined)
    return mine
  }

  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    matches: (passwordHash, password) =>
      inTurn(async () => {
        const isRight = await verify(passwordHash ?? (await nobody), password)
        return isRight && passwordHash !== null
      }),
  }
}

/** Letters and digits that nobody mixes up when copying them from a screen. */
const readable = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** A random password of 20 characters (115 bits), for the first administrator. */
export function generatePassword(): string {
  return Array.from({ length: 20 }, () => readable[randomInt(readable.length)]).join('')
}

/** Why the password can't be taken, or null. The bounds of the cloud's default policy. */
export function passwordProblem(password: string): string | null {
  if (password.length < 6) return 'Password must be 6 or more characters in length.'
  if (password.length > 72) return 'Password must be no more than 72 characters in length.'
  return null
}
