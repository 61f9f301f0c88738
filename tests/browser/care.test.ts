// The morning list in a real browser: at the desk, on the telephone of whoever walks, and on paper.

import { expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../alerts/model/time.ts'
import { logInAs, openBrowser, openPage, shoot } from '../support/browser.ts'
import { createCommunity, PASSWORD } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { startPartner } from '../support/partner.ts'
import { onStore } from '../support/store-tools.ts'

/** Sunday 22 November 2026, 08:00 in Shanghai. */
const EIGHT = Date.UTC(2026, 10, 22)

it('whoever is on the list is called with one tap, taken back with another, and promised something for Wednesday', async () => {
  const clock = createManualClock(EIGHT - MINUTE)
  const folder = testFolder()
  await createCommunity(folder, { bands: 8, callEvery: 1 })
  const sunday = await startJourney({ folder, clock })
  const fixed = (): number => sunday.rows('select day from care_list').length
  clock.set(EIGHT)
  await eventually(() => fixed() === 1, 'the first list')
  // Sunday's calls: what the list of Monday is made of.
  let journey = sunday
  let duty = await journey.logIn('duty')
  let requests = 0
  const call = (residentId: string, result: string, more: object = {}) => {
    requests += 1
    return journey.api(duty, '/api/care/contacts', {
      requestId: `care-browser-${requests}`,
      residentId,
      kind: 'call',
      result,
      ...more,
    })
  }
  await call('r-2', 'promised', {
    promise: { what: '送降压药上门', dueOn: '2026-11-23' },
    note: '药还剩两天',
  })
  await call('r-3', 'noAnswer')
  for (const id of ['r-1', 'r-5', 'r-6']) await call(id, 'fine')
  await sunday.close()
  clock.set(EIGHT + 24 * HOUR - 10 * MINUTE)
  journey = await startJourney({ folder, clock })
  duty = await journey.logIn('duty')
  await (await journey.wire('band-6')).say('status', { battery: 4, ts: clock.now() })
  clock.set(EIGHT + 24 * HOUR)
  await eventually(() => fixed() === 2, 'the second list')
  clock.advance(10 * SECOND)

  const browser = await openBrowser()
  const desk = await openPage(browser, journey.base)
  await logInAs(desk.page, 'duty', PASSWORD)
  await desk.page.getByTestId('nav-review').click()
  const { page } = desk
  await page.getByTestId('review-r-2').waitFor()
  await page.getByTestId('review-view-all').click()
  expect(await page.getByTestId('review-progress').innerText()).toContain('已完成 0 / 8')
  expect(await page.getByTestId('review-r-2').innerText()).toContain('今天该兑现：送降压药上门')
  expect(await page.getByTestId('review-r-3').innerText()).toContain('1 次没联系上')
  await shoot(page, '40-review-zh')

  // One tap, and back.
  await page.getByTestId('review-r-1-fine').click()
  await page.getByTestId('review-done').getByTestId('review-r-1').waitFor()
  expect(await page.getByTestId('review-progress').innerText()).toContain('已完成 1 / 8')
  await page.getByTestId('toast-undo').click()
  await page.getByTestId('review-todo').getByTestId('review-r-1').waitFor()

  // By the keyboard: the first one, then the next.
  for (let up = 0; up < 9; up++) await page.keyboard.press('k')
  await page.keyboard.press('c')
  await page.getByTestId('review-done').getByTestId('review-r-2').waitFor()
  await page.keyboard.press('n')
  await page.getByTestId('review-r-3').getByText('没联系上').first().waitFor()

  // A promise, in the dialog.
  await page.getByTestId('review-r-4-promise').click()
  const dialog = page.getByTestId('contact-dialog')
  await dialog.getByTestId('contact-save').click()
  await dialog.getByText('请写明答应了什么').waitFor()
  await dialog.getByTestId('contact-what').fill('周三陪去医院配老花镜')
  await dialog.getByTestId('contact-due').fill('2026-11-25')
  await shoot(page, '41-review-promise-zh')
  await page.keyboard.press('Enter')
  await page.getByTestId('review-done').getByTestId('review-r-4').waitFor()

  // A colleague's telephone sees it, and what a colleague records is seen at the desk.
  const phone = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(phone.page, 'director', PASSWORD)
  await phone.page.goto('/review')
  await phone.page.getByTestId('review-done').getByTestId('review-r-4').waitFor()
  await shoot(phone.page, '42-review-phone-zh')
  await phone.page.getByTestId('review-r-5-visited').click()
  await page.getByTestId('review-done').getByTestId('review-r-5').waitFor()
  await page.getByTestId('promise-1-kept').click()
  await page.getByTestId('promise-1-kept').waitFor({ state: 'detached' })

  // Help needed: said before it is done, and then it is an alert.
  await page.getByTestId('review-r-7-more').click()
  await dialog.getByTestId('contact-result-needsHelp').check({ force: true })
  await dialog.getByTestId('contact-note').fill('说胸口闷')
  await shoot(page, '43-review-help-zh')
  await dialog.getByTestId('contact-save').click()
  await page.getByTestId('review-done').getByTestId('review-r-7').waitFor()
  expect(journey.alerts().some(({ ruleId }) => ruleId === 'help-needed')).toBe(true)
  await page.getByTestId('review-r-8-assign').click()
  await page.getByTestId('action-person').selectOption('p-second')
  await page.getByTestId('assign-save').click()
  await page.getByTestId('review-r-8').getByText('钱值班').waitFor()
  await shoot(page, '44-review-worked-zh')

  await page.getByTestId('review-day').selectOption('2026-11-22')
  await page.getByText('只供查看').waitFor()
  await shoot(page, '45-review-yesterday-zh')
  await page.getByTestId('review-day').selectOption('')
  await page.getByTestId('review-r-8').waitFor()
  await page.emulateMedia({ media: 'print' })
  await shoot(page, '46-review-paper-zh')
  await page.emulateMedia({ media: 'screen' })

  await page.goto('/residents/r-4')
  await page.getByTestId('resident-care').getByText('配老花镜').first().waitFor()
  await page.getByTestId('resident-care').scrollIntoViewIfNeeded()
  await shoot(page, '47-resident-care-zh')
  await page.goto('/handover')
  await page.getByTestId('handover-page').getByText('配老花镜').waitFor()
  await shoot(page, '48-handover-promises-zh')

  const wall = await openPage(browser, journey.base, { size: 'wall', dark: true })
  await logInAs(wall.page, 'second', PASSWORD)
  await wall.page.goto('/review')
  await wall.page.getByTestId('review-r-8').waitFor()
  await wall.page.getByTestId('review-view-all').click()
  await shoot(wall.page, '49-review-wall-dark-zh')
  await wall.page.getByTestId('language-switch').click()
  await wall.page.getByText('Daily review').first().waitFor()
  await shoot(wall.page, '50-review-wall-dark-en')
  await phone.page.getByTestId('language-switch').click()
  await phone.page.getByText('Daily review').first().waitFor()
  await shoot(phone.page, '51-review-phone-en')
  for (const id of ['r-1', 'r-3', 'r-6', 'r-8']) await call(id, 'fine')
  await page.goto('/review')
  await page.getByTestId('review-view-mine').click()
  await page.getByText('今天没有分给您的长者').waitFor()
  await shoot(page, '52-review-empty-zh')
  expect([desk, phone, wall].flatMap(({ complaints }) => complaints)).toEqual([])
}, 240_000)

it('a band that nothing has proven for 90 days is tried from the list: announced, pressed, seen to have come through', async () => {
  const partner = await startPartner()
  const folder = testFolder()
  await createCommunity(folder, { bands: 4, webhook: { url: partner.url, secret: partner.secret } })
  onStore(folder, (db) => {
    const add = db.prepare("insert into proven (what, id, at, took_ms) values ('press', ?, ?, null)")
    for (const [band, days] of [
      [1, 110],
      [2, 140],
      [3, 89],
    ] as const)
      add.run(`band-${band}`, Date.now() - days * 24 * HOUR)
  })
  const journey = await startJourney({ folder })
  const bands = await Promise.all([1, 2, 3].map((n) => journey.connectDevice(`band-${n}`)))
  await Promise.all(
    bands.map((band, i) =>
      band.publishAsync(`v1/bands/band-${i + 1}/vitals`, '{"heartRate":70}', { qos: 1 }),
    ),
  )
  const browser = await openBrowser()
  const { page, complaints } = await openPage(browser, journey.base)
  await logInAs(page, 'duty', PASSWORD)
  await page.getByTestId('tile-r-1').waitFor({ state: 'attached' })
  await page.goto('/review')
  await page.getByTestId('review-view-all').click()
  await page.getByTestId('review-r-1').waitFor()
  expect(await page.getByTestId('review-r-1').innerText()).toContain(
    '呼救键 110 天没有走通过，请老人试按一次',
  )
  expect(await page.getByTestId('review-r-3').count()).toBe(0)
  await shoot(page, '53-review-unproven-zh')
  await page.getByTestId('announce-r-1').click()
  await page.getByTestId('test-form').waitFor()
  await shoot(page, '54-review-announce-zh')
  await page.getByTestId('test-start').click()
  await page.getByTestId('review-r-1').getByTestId('test-waiting').waitFor()

  const phone = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(phone.page, 'director', PASSWORD)
  await phone.page.getByTestId('tile-r-1').waitFor({ state: 'attached' })
  await phone.page.goto('/review')
  await phone.page.getByTestId('review-r-1').getByTestId('test-waiting').waitFor()
  await shoot(phone.page, '55-review-test-waiting-phone-zh')

  await bands[0]?.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  await page.getByTestId('review-r-1-proven').waitFor()
  await shoot(page, '56-review-proven-zh')
  const wall = await openPage(browser, journey.base, { size: 'wall', dark: true })
  await logInAs(wall.page, 'second', PASSWORD)
  await wall.page.getByTestId('tile-r-1').waitFor({ state: 'attached' })
  await wall.page.goto('/review')
  await wall.page.getByTestId('review-r-2').waitFor()
  await wall.page.getByTestId('language-switch').click()
  await wall.page.getByText('Call button not proven for 140 days').first().waitFor()
  await shoot(wall.page, '57-review-unproven-wall-dark-en')
  expect([complaints, phone.complaints, wall.complaints].flat()).toEqual([])
}, 240_000)
