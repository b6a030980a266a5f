/** What every story in the browser needs: the built editor, a whole Weir, Chromium, and somebody logged in. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { buildEditor } from '../../editor/build.ts'
import { findPart, systemParts } from '../support/system-parts.ts'
import { administrator, WeirProcess } from '../support/weir.ts'

export interface OpenBrowser extends AsyncDisposable {
  readonly weir: WeirProcess
  readonly page: Page
  /** what went wrong in the page itself: exceptions nobody caught, words of the content security policy */
  readonly faults: readonly string[]
}

export async function openBrowser(): Promise<OpenBrowser> {
  await buildEditor(() => undefined)
  const weir = await WeirProcess.start()
  let browser: Browser | undefined
  try {
    browser = await chromium.launch({
      executablePath: findPart(systemParts.chromium) ?? '',
      args: ['--no-sandbox'],
    })
    const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1440, height: 900 } })
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (line) => {
      if (/Content.Security.Policy/i.test(line.text())) faults.push(line.text())
    })
    await logIn(page, weir)
    return { weir, page, faults, [Symbol.asyncDispose]: () => close(weir, browser) }
  } catch (error) {
    await close(weir, browser)
    throw error
  }
}

async function close(weir: WeirProcess, browser: Browser | undefined): Promise<void> {
  await browser?.close()
  await weir.stop()
}

async function logIn(page: Page, weir: WeirProcess): Promise<void> {
  await page.goto(weir.url)
  await page.getByLabel('E-mail').fill(administrator.email)
  await page.getByLabel('Password', { exact: true }).fill(administrator.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('navigation').first().waitFor()
}
