import { localStorageColorSchemeManager } from '@mantine/core'

/** The person's choice of light or dark; public/scheme.js reads the same key before the first paint. */
export const schemeManager = localStorageColorSchemeManager({ key: 'weir.scheme' })
