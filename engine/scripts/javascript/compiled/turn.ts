/**
 * How compiled code gives up. Whatever it is not made for (a method of the prototypes, an object where a number is
 * wanted, an error of the script's own) makes it turn off: the run starts anew in the sandbox, with the same input, and
 * what comes out there counts. A run changes nothing but its own copies, so nobody can tell the difference.
 */
class Turn {
  /** what made the last run turn off, for tests and for whoever looks into a slow script */
  why = ''
}

/** Thrown as it is: one object for all, since an Error would cost a trace of the stack. */
export const turned = new Turn()

export function turnOff(why: string): never {
  turned.why = why
  throw turned
}

/** Thrown where a script that was compiled to look at the message in place wants more than its scalars. */
export const needsCopies = new Turn()

/** Sizes up to which compiled code does a piece of work itself; larger ones are the sandbox's. */
export const bounds = {
  /** characters of a text */
  text: 256 * 1024,
  /** elements of a list that one call makes, and nodes of a tree that one call walks */
  list: 100_000,
  /** levels of nested data */
  depth: 400,
  /** bytes made in a run, by an estimate */
  made: 16 * 1024 * 1024,
}
