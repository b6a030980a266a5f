/** How many messages a queue had done at a moment. */
export interface Sample {
  /** epoch ms */
  readonly at: number
  readonly done: number
}

/** milliseconds over which a rate is taken: long enough to be calm, short enough to be now */
const span = 10_000

/** The samples with a new one. After a restart the counts begin anew, and so does the rate. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1)
  if (last !== undefined && (sample.done < last.done || sample.at <= last.at))
    return sample.at === last.at ? samples : [sample]
  const kept = samples.filter(({ at }) => sample.at - at <= span)
  return [...kept, sample]
}

/** Messages per second over the samples; null while there is only one. */
export function rateOf(samples: readonly Sample[]): number | null {
  const [first] = samples
  const last = samples.at(-1)
  if (first === undefined || last === undefined || first.at === last.at) return null
  return ((last.done - first.done) * 1000) / (last.at - first.at)
}
