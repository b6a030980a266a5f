/**
 * A part of the world that not every server has. Throws when it is absent, so that the deploy says so.
 * @param lack what is missing, after “This Weir …”
 */
export function answered<T>(need: T | undefined, lack: string): T {
  if (need === undefined) throw new Error(`This Weir ${lack}, so the node can’t run`)
  return need
}
