// The daily and the monthly report as a director reads, prints and files them.

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { nameAt, periodOf } from '../../alerts/record/calendar.ts'
import { logInAs, openBrowser, openPage, SIZES, shoot } from '../support/browser.ts'
import { createCommunity, PASSWORD } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { startJourney } from '../support/journey.ts'
import { writePast } from '../support/past.ts'
import { pastMonth } from '../support/past-month.ts'
import { onStore } from '../support/store-tools.ts'

const ZONE = 'Asia/Shanghai'
const SHOTS = fileURLToPath(new URL('./shots', import.meta.url))

async function startWithPast() {
  const folder = testFolder()
  await createCommunity(folder)
  const now = Date.now()
  const month = periodOf('monthly', nameAt('monthly', now, ZONE), ZONE)!
  const before = periodOf('monthly', nameAt('monthly', month.from - 1, ZONE), ZONE)!
  const past = [...pastMonth({ ...before, now }), ...pastMonth({ ...month, now })]
  writePast(folder, past)
  onStore(folder, (db) => db.exec(`insert into proven values ('since', 'c-1', ${before.from}, null)`))
  const journey = await startJourney({ folder })
  const cookie = await journey.logIn('director')
  await journey.api(cookie, '/api/rules/hr-high/changes', {
    change: { parameters: { raise: 126 } },
    reason: '值班室反映夜里太吵，家属同意先放宽，两周后再看',
    expected: 0,
  })
  return {
    journey,
    month: month.name,
    before: before.name,
    yesterday: nameAt('daily', now - 86_400_000, ZONE),
  }
}

it('a month: three sentences, the standard, the month before, the worst with their proof, and a PDF', async () => {
  const { journey, before } = await startWithPast()
  const browser = await openBrowser()
  const { page, complaints } = await openPage(browser, journey.base)
  await logInAs(page, 'director', PASSWORD)
  await page.getByTestId('nav-more').click()
  await page.getByTestId('nav-reports').click()
  await page.getByTestId('reports-page').waitFor()
  await page.getByTestId('report-kind-monthly').click()
  await page.getByTestId('report').waitFor()
  await page.screenshot({ path: `${SHOTS}/50-report-month-zh.png`, fullPage: true })
  await page.getByTestId('report-earlier').click()
  await page.waitForURL(`**/reports/${before}`)
  await page.getByTestId('report').waitFor()
  expect(await page.getByTestId('report-summary').locator('p').count()).toBe(3)
  expect(await page.getByTestId('report-canary').locator('li').count()).toBeGreaterThanOrEqual(28)
  for (const [size, name] of [
    ['old-pc', 'pc'],
    ['wall', 'wall'],
    ['phone', 'phone'],
  ] as const) {
    await page.setViewportSize(SIZES[size])
    await shoot(page, `51-report-${name}-zh`)
    const wider = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(wider).toBeLessThanOrEqual(0)
  }
  await page.screenshot({ path: `${SHOTS}/52-report-phone-whole-zh.png`, fullPage: true })
  await page.setViewportSize(SIZES['old-pc'])
  await page.screenshot({ path: `${SHOTS}/52-report-whole-zh.png`, fullPage: true })

  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: false })
  writeFileSync(`${SHOTS}/53-report-zh.pdf`, pdf)
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []
  expect(pages.length).toBeGreaterThanOrEqual(2)
  expect(pages.length).toBeLessThanOrEqual(8)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  // A4 without its margins.
  await page.setViewportSize({ width: 688, height: 1000 })
  await page.screenshot({ path: `${SHOTS}/54-report-paper-zh.png`, fullPage: true })
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  await page.setViewportSize(SIZES['old-pc'])

  await page.getByTestId('language-switch').click()
  await page.screenshot({ path: `${SHOTS}/55-report-whole-en.png`, fullPage: true })
  await page.locator('[data-testid^=worst-]').first().click()
  await page.getByTestId('alert-proof').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('report').waitFor()
  const download = page.waitForEvent('download')
  await page.getByTestId('report-download').click()
  expect((await download).suggestedFilename()).toBe(`report-${before}.csv`)
  expect(complaints).toEqual([])
}, 180_000)

it('a day, a quiet one, one before the record, one ahead, and somebody who may not', async () => {
  const { journey, yesterday } = await startWithPast()
  const browser = await openBrowser()
  const { page, complaints } = await openPage(browser, journey.base, { dark: true })
  await logInAs(page, 'duty', PASSWORD)
  await page.getByTestId('nav-more').waitFor()
  await page.goto('/reports')
  await page.getByTestId('report').waitFor()
  await page.screenshot({ path: `${SHOTS}/56-report-day-zh-dark.png`, fullPage: true })
  await page.goto(`/reports/${yesterday}`)
  await page.getByTestId('report').waitFor()
  await page.goto('/reports/2026-02-30')
  await page.getByText('没有这个日期').waitFor()
  await page.goto('/reports/2020-01-01')
  await page.getByText('这段时间没有记录').waitFor()
  await shoot(page, '57-report-before-zh')
  await page.goto('/reports/2099-01')
  await page.getByText('这个月还没有开始').waitFor()
  await shoot(page, '58-report-ahead-zh')

  const quiet = await startJourney()
  const { page: other } = await openPage(browser, quiet.base, { size: 'phone' })
  await logInAs(other, 'director', PASSWORD)
  await other.getByTestId('nav-more').waitFor()
  await other.goto(`/reports/${nameAt('daily', Date.now(), ZONE)}`)
  await other.getByText('平静的一天').waitFor()
  await other.getByTestId('language-switch').click()
  await other.screenshot({ path: `${SHOTS}/59-report-quiet-phone-en.png`, fullPage: true })

  const { page: nobody } = await openPage(browser, journey.base)
  await logInAs(nobody, 'family', PASSWORD)
  await nobody.getByTestId('family-page').waitFor()
  await nobody.goto('/reports')
  await nobody.getByTestId('family-page').waitFor()
  expect(complaints).toEqual([])
}, 180_000)
