import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { countIn } from '../parts/numbers.ts'

/**
 * All words of the app. One JSON file per part of the app is one namespace, and a key is always written whole and
 * literal: `t('devices:empty.title')`, or with a varying end, `t(`devices:state.${state}`)`. words.test.ts reads the
 * sources and fails on a missing or an unused key.
 */
const english = import.meta.glob<Record<string, unknown>>('./en/*.json', { eager: true, import: 'default' })
const others = import.meta.glob<Record<string, unknown>>(['./*/*.json', '!./en/*.json'], {
  import: 'default',
})

export const languages = ['en', 'de'] as const
const KEY = 'weir.language'

const namespaceOf = (path: string) => path.replace(/^.*\/|\.json$/g, '')

export async function startWords(): Promise<void> {
  const en = Object.fromEntries(Object.entries(english).map(([path, words]) => [namespaceOf(path), words]))
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    ns: Object.keys(en),
    defaultNS: 'shell',
    resources: { en },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  const wanted = chosenLanguage()
  countIn(localeOf(wanted))
  if (wanted !== 'en') await speak(wanted)
}

/** Loads a language and turns the app to it; remembered on this machine. Words it lacks stay English. */
export async function speak(language: string): Promise<void> {
  const files = Object.entries(others).filter(([path]) => path.startsWith(`./${language}/`))
  for (const [path, load] of files)
    i18next.addResourceBundle(language, namespaceOf(path), await load(), true, true)
  countIn(localeOf(language))
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/** The browser’s own kind of the language, where it has one: en-GB counts and dates otherwise than en-US. */
function localeOf(language: string): string {
  return navigator.languages.find((locale) => locale.startsWith(`${language}-`)) ?? language
}

export function chooseLanguage(language: string): Promise<void> {
  try {
    localStorage.setItem(KEY, language)
  } catch {
    // not remembered, but spoken
  }
  return speak(language)
}

function chosenLanguage(): string {
  let stored: string | null = null
  try {
    stored = localStorage.getItem(KEY)
  } catch {
    // storage may be forbidden
  }
  const wanted = stored ?? navigator.language.slice(0, 2)
  return languages.find((language) => language === wanted) ?? 'en'
}
