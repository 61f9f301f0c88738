// A real Chromium out of the npm registry, for the browser tests. Where the system has no NSS libraries, the package
// brings its own; the switch for that is the environment of the place it was made for.

import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

const SHOTS = fileURLToPath(new URL('../browser/shots', import.meta.url))

function hasSystemLibraries(): boolean {
  try {
    return execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).includes('libnss3.so')
  } catch {
    return false
  }
}

/** Closed when the test ends. */
export async function openBrowser(): Promise<Browser> {
  if (!hasSystemLibraries()) process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  const browser = await chromium.launch({
    executablePath: await packaged.executablePath(),
    headless: true,
    // Not the package's own list: it makes one process of everything, and one crashed page ends them all.
    args: [
      '--no-sandbox',
      '--headless=shell',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--mute-audio',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })
  onTestFinished(() => browser.close())
  return browser
}

export const SIZES = {
  'old-pc': { width: 1366, height: 768 },
  wall: { width: 1920, height: 1080 },
  phone: { width: 390, height: 844 },
} as const

/** A page of one size, in one language, with a list of everything it complained about. */
export async function openPage(
  browser: Browser,
  base: string,
  options: { size?: keyof typeof SIZES; dark?: boolean } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: SIZES[options.size ?? 'old-pc'],
    colorScheme: options.dark ? 'dark' : 'light',
    timezoneId: 'Asia/Shanghai',
    locale: 'zh-CN',
    baseURL: base,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource|WebSocket connection/.test(message.text()))
      complaints.push(message.text())
  })
  return { page, complaints }
}

export async function logInAs(page: Page, login: string, password: string): Promise<void> {
  await page.goto('/')
  await page.getByTestId('login-login').fill(login)
  await page.getByTestId('login-password').fill(password)
  await page.getByTestId('login-submit').click()
}

/** A picture in tests/browser/shots, for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: `${SHOTS}/${name}.png` })
}
