/** Why a run ended by the script's own doing. Positions are added where the run is caught. */
export class TbelFailure extends Error {
  override readonly name = 'TbelFailure'
}

export function fail(what: string): never {
  throw new TbelFailure(what)
}
