// The 120 desk in a real browser: the panel beside the alert, the card on paper, the script for the telephone, and the
// one line on the daughter's phone.

import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { logInAs, openBrowser, openPage, type SIZES, shoot } from '../support/browser.ts'
import { PASSWORD } from '../support/community.ts'
import { startDeskServer } from '../support/desk-server.ts'
import { eventually, startJourney } from '../support/journey.ts'

const SHOTS = fileURLToPath(new URL('shots', import.meta.url))

it('the officer reads it out, notes what 120 says, prints the card; the board and the daughter see the vehicle come', async () => {
  const desk = await startDeskServer()
  const journey = await startJourney({ webhook: desk.webhook })
  const band = await journey.connectDevice('band-1')
  await band.publishAsync(
    'v1/bands/band-1/vitals',
    JSON.stringify({ id: 'v-1', time: Date.now(), heartRate: 128, spo2: 91 }),
    { qos: 1 },
  )
  await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  const alert = await eventually(() => journey.alerts().find(({ emergency }) => emergency), 'the alert')
  const { card } = await eventually(() => desk.calls[0], 'the card')
  const browser = await openBrowser()

  const board = await openPage(browser, journey.base)
  await logInAs(board.page, 'duty', PASSWORD)
  await board.page.getByTestId(`acknowledge-${alert.id}`).waitFor()
  await board.page.goto(`/?alert=${alert.id}`)
  const panel = board.page.getByTestId('desk-panel')
  await panel.waitFor()
  await shoot(board.page, '40-desk-panel-zh')

  // The script, by keyboard alone.
  await panel.getByTestId('desk-script').click()
  const now = board.page.getByTestId('script-now')
  await now.getByText('请派救护车到').waitFor()
  await shoot(board.page, '41-script-address-zh')
  for (let n = 0; n < 4; n++) await board.page.keyboard.press('ArrowRight')
  await now.getByText('有没有意识').first().waitFor()
  await board.page.keyboard.press('2')
  await now.locator('[data-testid="answer-no"][data-checked]').waitFor()
  await shoot(board.page, '42-script-question-zh')
  await eventually(
    () => desk.calls.find((call) => call.card.observed?.conscious?.answer === 'no'),
    'the desk knows',
  )
  await board.page.keyboard.press('End')
  await now.getByTestId('desk-event').fill('SH-20261122-0087')
  await board.page.keyboard.press('Enter')
  await now.getByTestId('script-written').waitFor()
  await shoot(board.page, '43-script-written-zh')
  expect(journey.alerts()[0].desk.received).toMatchObject({ how: 'phone', by: 'p-duty' })

  // Another officer's board, open meanwhile, sees it by itself.
  const wall = await openPage(browser, journey.base, { size: 'wall', dark: true })
  await logInAs(wall.page, 'second', PASSWORD)
  await wall.page.getByTestId(`acknowledge-${alert.id}`).waitFor()
  await wall.page.goto(`/?alert=${alert.id}`)
  const theirs = wall.page.getByTestId('desk-panel')
  await theirs.locator('[data-testid="desk-received"][data-done]').waitFor()
  await desk.say(journey.base, {
    eventNumber: card.eventNumber,
    cardVersion: card.version,
    status: 'vehicleOut',
    vehicle: { number: '沪A12345', phone: '13800001111' },
  })
  await theirs.locator('[data-testid="desk-vehicleOut"][data-done]').waitFor()
  await theirs.getByText('沪A12345').waitFor()
  await shoot(wall.page, '44-desk-panel-dark-wall-zh')

  // By telephone: a form with Esc-free cancel, and a one-click arrival.
  await board.page.goto(`/?alert=${alert.id}`)
  await board.page.getByTestId('desk-panel').getByTestId('record-arrived').waitFor()
  expect(await board.page.getByTestId('record-vehicleOut').count()).toBe(0)

  const phone = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(phone.page, 'family', PASSWORD)
  await phone.page.getByTestId('ambulance').getByText('救护车已出发').waitFor()
  await shoot(phone.page, '45-family-ambulance-zh')

  // Paper.
  await board.page.goto(`/card/${alert.id}`)
  await board.page.getByTestId('card-sheet').waitFor()
  await shoot(board.page, '46-card-zh')
  mkdirSync(SHOTS, { recursive: true })
  await board.page.pdf({ path: `${SHOTS}/47-card-zh.pdf`, preferCSSPageSize: true, printBackground: true })
  expect(statSync(`${SHOTS}/47-card-zh.pdf`).size).toBeGreaterThan(10_000)
  await board.page.emulateMedia({ media: 'print' })
  await board.page.setViewportSize({ width: 703, height: 1032 })
  await shoot(board.page, '47-card-print-zh')
  // One page: nothing runs over the height of A4 within its margins.
  expect(await board.page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(1032)
  await board.page.emulateMedia({ media: null })

  for (const [name, size] of [
    ['old-pc', 'old-pc'],
    ['wall', 'wall'],
    ['phone', 'phone'],
  ] as const satisfies readonly (readonly [string, keyof typeof SIZES])[]) {
    const page = await openPage(browser, journey.base, { size })
    await page.page.addInitScript(() => localStorage.setItem('shouwang.locale', 'en'))
    await logInAs(page.page, 'duty', PASSWORD)
    await page.page.getByTestId(`acknowledge-${alert.id}`).waitFor()
    await page.page.goto(`/?alert=${alert.id}`)
    await page.page.getByTestId('desk-panel').waitFor()
    await page.page.getByTestId('desk-panel').scrollIntoViewIfNeeded()
    await shoot(page.page, `48-desk-panel-en-${name}`)
    await page.page.goto(`/card/${alert.id}`)
    await page.page.getByTestId('card-sheet').waitFor()
    await shoot(page.page, `49-card-en-${name}`)
    await page.page.goto(`/card/${alert.id}/script`)
    await page.page.getByTestId('script-now').waitFor()
    await shoot(page.page, `50-script-en-${name}`)
    expect(page.complaints).toEqual([])
    await page.page.context().close()
  }
  const small = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(small.page, 'duty', PASSWORD)
  await small.page.getByTestId(`acknowledge-${alert.id}`).waitFor()
  await small.page.goto(`/card/${alert.id}/script`)
  await small.page.getByTestId('script-next').click()
  await shoot(small.page, '51-script-phone-zh')
  await small.page.goto(`/?alert=${alert.id}`)
  await small.page.getByTestId('desk-panel').scrollIntoViewIfNeeded()
  await shoot(small.page, '52-desk-panel-phone-zh')
  await small.page.goto(`/card/${alert.id}`)
  await small.page.getByTestId('card-sheet').waitFor()
  await shoot(small.page, '54-card-phone-zh')
  await small.page.goto('/card/9999')
  await small.page.getByText('没有急救卡').waitFor()
  await shoot(small.page, '53-card-none-zh')

  expect(board.complaints).toEqual([])
  expect(wall.complaints).toEqual([])
  expect(phone.complaints).toEqual([])
  expect(small.complaints).toEqual([])
}, 180_000)
