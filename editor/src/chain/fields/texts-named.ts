/** Each text that stands anywhere below under that name. */
export function textsNamed(value: unknown, name: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => textsNamed(one, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    key === name && typeof one === 'string' && one !== '' ? [one] : textsNamed(one, name),
  )
}
