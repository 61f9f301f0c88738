// A test of the SOS button as people see it: announced on the resident's page, seen by a second officer, pressed, on the
// board as a test, made real by one tap; and the list of residents whose button has not been proven for long.

import { expect, it } from 'vitest'
import { logInAs, openBrowser, openPage, SIZES, shoot } from '../support/browser.ts'
import { createCommunity, PASSWORD } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { startPartner } from '../support/partner.ts'
import { onStore } from '../support/store-tools.ts'

const DAY = 86_400_000

async function startTown() {
  const partner = await startPartner()
  const folder = testFolder()
  await createCommunity(folder, { bands: 12, webhook: { url: partner.url, secret: partner.secret } })
  const now = Date.now()
  onStore(folder, (db) => {
    const add = db.prepare('insert into proven (what, id, at, took_ms) values (?, ?, ?, null)')
    for (const [band, days, by] of [
      [1, 43, 'press'],
      [3, 12, 'band'],
      [4, 91, 'press'],
      [5, 31, 'band'],
      [6, 2, 'press'],
      [8, 200, 'press'],
    ] as const)
      add.run(by, `band-${band}`, now - days * DAY)
    add.run('channel', 'webhook', now - 3_600_000)
  })
  return startJourney({ folder })
}

it('a test is announced, pressed, and made real by one tap; a second officer sees each step', async () => {
  const journey = await startTown()
  const band = await journey.connectDevice('band-1')
  const browser = await openBrowser()
  const { page, complaints } = await openPage(browser, journey.base)
  await logInAs(page, 'duty', PASSWORD)
  await page.getByTestId('tile-r-1').waitFor()
  await page.goto('/residents/r-1')
  await page.getByTestId('test-card').waitFor()
  expect(await page.getByTestId('proven-at').innerText()).toBe('43 天前走通 · 按键通知到人')
  await page.getByTestId('announce-r-1').click()
  await page.getByTestId('test-form').waitFor()
  await shoot(page, '40-announce-zh')
  // Escape leaves it unannounced.
  await page.getByTestId('test-minutes').press('Escape')
  expect(await page.getByTestId('test-form').count()).toBe(0)
  await page.getByTestId('announce-r-1').click()
  await page.getByTestId('test-start').click()
  await page.getByTestId('test-waiting').waitFor()
  await shoot(page, '41-waiting-zh')

  // The second officer's board, without a reload: the tile says so.
  const second = await openPage(browser, journey.base, { size: 'wall' })
  await logInAs(second.page, 'second', PASSWORD)
  await second.page.getByTestId('tile-r-1').getByText('等待测试按键').waitFor()
  await shoot(second.page, '42-tile-waiting-zh')

  await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  const { id } = await eventually(() => journey.alerts()[0], 'the press')
  await second.page.getByTestId(`real-${id}`).waitFor()
  await shoot(second.page, '43-board-test-zh')
  await page.getByTestId('test-pressed').waitFor()

  await second.page.goto(`/?alert=${id}`)
  await second.page.getByTestId('test-standing').waitFor()
  expect(await second.page.getByTestId('test-standing').innerText()).toContain('没有通知 120')
  await second.page.getByTestId('language-switch').count()
  await shoot(second.page, '44-dialog-test-zh')
  await second.page.keyboard.press('Escape')

  // On an old PC, in English, and on a telephone; once in the dark.
  const english = await openPage(browser, journey.base, { dark: true })
  await logInAs(english.page, 'director', PASSWORD)
  await english.page.getByTestId('language-switch').click()
  await english.page.getByTestId(`real-${id}`).waitFor()
  await shoot(english.page, '45-board-test-en-dark')
  const phone = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(phone.page, 'director', PASSWORD)
  await phone.page.getByTestId(`real-${id}`).waitFor()
  await shoot(phone.page, '46-board-test-phone-zh')
  await phone.page.goto('/residents/r-1')
  await phone.page.getByTestId('test-pressed').waitFor()
  await phone.page.getByTestId('test-card').scrollIntoViewIfNeeded()
  await shoot(phone.page, '47-resident-phone-zh')

  const family = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(family.page, 'family', PASSWORD)
  await family.page.getByTestId(`family-test-${id}`).waitFor()
  await shoot(family.page, '48-family-test-zh')

  await second.page.getByTestId(`real-${id}`).click()
  await eventually(
    () => journey.notifications().some(({ recipient }) => recipient.role === 'desk120'),
    '120 is told',
  )
  await second.page.getByTestId(`acknowledge-${id}`).waitFor()
  await page.getByTestId('tile-r-1').count()
  await shoot(second.page, '49-made-real-zh')
  for (const { page: each, complaints: list } of [{ page, complaints }, second, english, phone, family]) {
    expect(list).toEqual([])
    await each.close()
  }
}, 180_000)

it('the list of buttons not proven for long, to be worked through', async () => {
  const journey = await startTown()
  const browser = await openBrowser()
  for (const size of Object.keys(SIZES) as (keyof typeof SIZES)[]) {
    const { page, complaints } = await openPage(browser, journey.base, { size })
    await logInAs(page, 'duty', PASSWORD)
    // On a telephone the line stands under the residents.
    if (size === 'phone') await page.getByTestId('board-tab-residents').click()
    await page.getByTestId('proven-residents-link').click()
    await page.getByTestId('proven-page').waitFor()
    const first = page.getByTestId('proven-residents').locator('li')
    // 12 residents: six were never proven, four longer ago than 30 days.
    await expect.poll(() => first.count()).toBe(10)
    expect(await page.getByTestId('proven-r-8').innerText()).toContain('200 天前走通')
    expect(await page.getByTestId('proven-r-2').innerText()).toContain('从未走通')
    expect(await page.getByTestId('proven-channel-webhook').innerText()).toContain('小时前')
    await shoot(page, `50-proven-${size}-zh`)
    await page.getByTestId('proven-days').selectOption('90')
    await expect.poll(() => first.count()).toBe(8)
    await page.getByTestId('proven-order').selectOption('home')
    if (size !== 'wall') {
      await page.getByTestId('announce-r-2').click()
      await page.getByTestId('test-form').waitFor()
    }
    if (size !== 'phone') await page.getByTestId('language-switch').click()
    await shoot(page, `51-proven-${size}-${size === 'phone' ? 'zh' : 'en'}`)
    expect(complaints).toEqual([])
    await page.close()
  }
}, 120_000)
