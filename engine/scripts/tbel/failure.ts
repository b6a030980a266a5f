/** Why a run ended: the script's own doing, or one of its limits. Positions are added where the run is caught. */
export class TbelFailure extends Error {
  override readonly name = 'TbelFailure'
}

/** Past the time or memory of one run. */
export class LimitFailure extends TbelFailure {}

export function fail(what: string): never {
  throw new TbelFailure(what)
}
