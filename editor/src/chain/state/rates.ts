/** How wide the water of a wire is, in px at 100 %. */
export function waterWidth(perSecond: number): number {
  return perSecond > 0 ? Math.min(7, 1.6 + 3.2 * Math.log10(1 + perSecond)) : 0
}
