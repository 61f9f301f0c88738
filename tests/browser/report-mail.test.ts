// The line about reports by e-mail on their page, and the figures with the 120 desk's times and the system's own alerts.

import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { nameAt, periodOf } from '../../alerts/record/calendar.ts'
import { channelsSchema } from '../../gateway/channels/settings.ts'
import type { Entity } from '../../gateway/people/ports.ts'
import { logInAs, openBrowser, openPage, SIZES, shoot } from '../support/browser.ts'
import { createCommunity, PASSWORD } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { startMailServer } from '../support/mail-server.ts'
import { writePast } from '../support/past.ts'
import { pastMonth } from '../support/past-month.ts'

const ZONE = 'Asia/Shanghai'
const SHOTS = fileURLToPath(new URL('./shots', import.meta.url))
const DIRECTOR = {
  kind: 'person',
  id: 'p-director',
  body: {
    id: 'p-director',
    name: '赵主任',
    role: 'director',
    communityId: 'c-1',
    email: 'zhao@example.org',
    reports: ['daily', 'monthly'],
  },
} as unknown as Entity

async function startWithPast(email: object, more: readonly Entity[] = []) {
  const folder = testFolder()
  await createCommunity(folder, { more })
  const now = Date.now()
  const month = periodOf('monthly', nameAt('monthly', now, ZONE), ZONE)!
  const before = periodOf('monthly', nameAt('monthly', month.from - 1, ZONE), ZONE)!
  writePast(folder, [...pastMonth({ ...before, now }), ...pastMonth({ ...month, now })])
  return startJourney({ folder, config: { channels: channelsSchema.parse(email) } })
}

it('reports by e-mail: off with how to turn it on, no mail server, sent, and one that did not arrive', async () => {
  const browser = await openBrowser()
  const off = await startWithPast({})
  const { page, complaints } = await openPage(browser, off.base)
  await logInAs(page, 'director', PASSWORD)
  await page.getByTestId('nav-more').waitFor()
  await page.goto('/reports')
  const line = page.getByTestId('report-mail')
  await line.getByText('自动发送到邮箱：未开启').waitFor()
  // By the keyboard: it is a disclosure like every other.
  await line.locator('summary').focus()
  await page.keyboard.press('Enter')
  await line.getByText('reports: [daily, monthly]').waitFor()
  await page.getByTestId('report').waitFor()
  await shoot(page, '60-report-mail-off-zh')
  await page.getByTestId('language-switch').click()
  await line.getByText('Sent by e-mail: off').waitFor()
  await page.setViewportSize(SIZES.phone)
  await shoot(page, '61-report-mail-off-phone-en')
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)

  const noServer = await startWithPast({}, [DIRECTOR])
  const { page: unset } = await openPage(browser, noServer.base)
  await logInAs(unset, 'director', PASSWORD)
  await unset.getByTestId('nav-more').waitFor()
  await unset.goto('/reports')
  expect(await unset.getByTestId('report-mail').getAttribute('data-state')).toBe('noServer')
  await shoot(unset, '62-report-mail-no-server-zh')

  const mail = await startMailServer()
  const sent = await startWithPast(mail.settings, [DIRECTOR])
  await eventually(() => mail.letters.length === 2, 'yesterday and last month are sent')
  const { page: on, complaints: more } = await openPage(browser, sent.base)
  await logInAs(on, 'director', PASSWORD)
  await on.getByTestId('nav-more').waitFor()
  await on.goto('/reports')
  await on.getByTestId('report-mail').locator('summary').click()
  await on.getByTestId('report-mail').getByText('已送达').nth(1).waitFor()
  await on.getByTestId('report').waitFor()
  for (const [size, name] of [
    ['old-pc', 'pc'],
    ['wall', 'wall'],
    ['phone', 'phone'],
  ] as const) {
    await on.setViewportSize(SIZES[size])
    await shoot(on, `63-report-mail-${name}-zh`)
    expect(await on.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  }
  await on.getByTestId('language-switch').click()
  await shoot(on, '64-report-mail-phone-en')
  // What is about the page is not on paper.
  await on.emulateMedia({ media: 'print' })
  expect(await on.getByTestId('report-mail').isVisible()).toBe(false)
  // The entry on record opens like every other, and says who got it.
  await on.emulateMedia({ media: 'screen' })
  await on.setViewportSize(SIZES['old-pc'])
  await on.getByTestId('language-switch').click()
  const entry = sent.alerts().find(({ ruleId }) => ruleId === 'report')
  await on.goto(`/?alert=${entry?.id}`)
  await on.getByTestId('alert-dialog').getByText('已生成，发到收件人的邮箱').waitFor()
  await on.getByTestId('alert-dialog').getByText('赵主任').first().waitFor()
  await shoot(on, '69-report-entry-zh')

  const refuses = await startMailServer(() =>
    Object.assign(new Error('no such mailbox'), { responseCode: 550 }),
  )
  const failed = await startWithPast(refuses.settings, [DIRECTOR])
  await eventually(
    () =>
      failed.notifications().filter(({ channel, status }) => channel === 'email' && status === 'failed')
        .length > 1,
    'given up',
  )
  const { page: lost } = await openPage(browser, failed.base, { dark: true })
  await logInAs(lost, 'director', PASSWORD)
  await lost.getByTestId('nav-more').waitFor()
  await lost.goto('/reports')
  await lost.getByTestId('report-mail').getByText('最近一份没有送达').waitFor()
  await lost.getByTestId('report-mail').locator('summary').click()
  await shoot(lost, '65-report-mail-failed-zh-dark')
  expect([...complaints, ...more]).toEqual([])
}, 240_000)

it('the figures have the 120 desk’s times by shift and rule, and one line for the system’s own alerts', async () => {
  const journey = await startWithPast({})
  const browser = await openBrowser()
  const { page, complaints } = await openPage(browser, journey.base)
  await logInAs(page, 'director', PASSWORD)
  await page.getByTestId('nav-more').waitFor()
  await page.goto('/figures')
  await page.getByTestId('figures-range-quarter').click()
  await page.getByTestId('figures-desk').getByText('120 用时').waitFor()
  await page.getByTestId('figures-own').getByText('系统自身的警报').waitFor()
  for (const [size, name] of [
    ['old-pc', 'pc'],
    ['wall', 'wall'],
    ['phone', 'phone'],
  ] as const) {
    await page.setViewportSize(SIZES[size])
    await page.screenshot({ path: `${SHOTS}/66-figures-desk-${name}-zh.png`, fullPage: true })
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize(SIZES['old-pc'])
  await page.getByTestId('figures-by-rule').click()
  await page.getByTestId('figures-desk').getByText('紧急呼救').waitFor()
  expect(await page.getByTestId('figures-table').innerText()).not.toContain('自检未通过')
  await page.getByTestId('language-switch').click()
  await page.screenshot({ path: `${SHOTS}/67-figures-desk-en.png`, fullPage: true })

  const quiet = await startJourney()
  const { page: none } = await openPage(browser, quiet.base)
  await logInAs(none, 'director', PASSWORD)
  await none.getByTestId('nav-more').waitFor()
  const band = await quiet.connectDevice('band-1')
  await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  await none.goto('/figures')
  await none.getByTestId('figures-desk-none').waitFor()
  await shoot(none, '68-figures-no-desk-zh')
  expect(await none.getByTestId('figures-own').count()).toBe(0)
  expect(complaints).toEqual([])
}, 180_000)
