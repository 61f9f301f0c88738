// The roster of a week in a real browser: a swap by the director that the officer's own board shows at once, a cover that
// would leave a hole, a holiday, a calendar file, the list on a phone.

import { expect, it } from 'vitest'
import { openPeopleStore } from '../../gateway/storage/people-store.ts'
import { logInAs, openBrowser, openPage, shoot } from '../support/browser.ts'
import { createCommunity, PASSWORD } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'

/** Tuesday 2026-11-24, 10:00 in Shanghai. */
const START = Date.UTC(2026, 10, 24, 2)
const shift = (id: string, personId: string, more: object) => ({
  id,
  communityId: 'c-1',
  role: 'duty' as const,
  personId,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  from: '08:00',
  to: '20:00',
  ...more,
})

async function folderWithWeek(): Promise<string> {
  const folder = testFolder()
  await createCommunity(folder)
  const store = await openPeopleStore(folder)
  const shifts = [
    shift('s-duty', 'p-duty', { weekdays: [1, 2, 3, 4, 5, 6] }),
    shift('s-night', 'p-second', { from: '20:00', to: '08:00' }),
  ]
  await store.apply({
    changes: shifts.map((body) => ({
      type: body.id === 's-duty' ? ('changed' as const) : ('added' as const),
      entity: { kind: 'shift' as const, id: body.id, body },
      fields: [],
    })),
    credentials: [],
    accounts: [],
  })
  await store.close()
  return folder
}

it('a week with a gap is filled, swapped and planned from the board, and everybody sees it', async () => {
  const folder = await folderWithWeek()
  const journey = await startJourney({ folder, clock: createManualClock(START) })
  const browser = await openBrowser()
  const { page, complaints } = await openPage(browser, journey.base)
  await page.clock.setFixedTime(START)
  await logInAs(page, 'director', PASSWORD)
  await page.getByTestId('nav-roster').click()
  await page.getByTestId('roster-week').waitFor()
  await page.getByTestId('roster-now').getByText('王值班').waitFor()
  await page.getByTestId('roster-next').getByText('钱值班').waitFor()
  expect(await page.getByTestId('roster-gap').count()).toBe(1)
  await shoot(page, '60-roster-gap-zh')

  const other = await openPage(browser, journey.base, { size: 'phone' })
  await other.page.clock.setFixedTime(START)
  await logInAs(other.page, 'duty', PASSWORD)
  await other.page.goto('/roster')
  await other.page.getByTestId('roster-week').waitFor()
  await shoot(other.page, '61-roster-phone-zh')

  // Nobody instead of the only one: refused, with the minutes.
  await page.getByTestId('roster-add-override').click()
  const cover = page.getByTestId('override-dialog')
  await cover.getByTestId('override-from').fill('2026-11-26T00:00')
  await cover.getByTestId('override-to').fill('2026-11-27T00:00')
  await cover.getByTestId('override-instead').selectOption('p-duty')
  await cover.getByTestId('roster-reason').fill('住院')
  await page.keyboard.press('Enter')
  await cover.getByText('保存后会无人值班：11月26日 周四 08:00–20:00').waitFor()
  await shoot(page, '62-roster-refused-zh')
  await cover.getByTestId('override-who-p-director').check()
  await cover.getByTestId('roster-save').click()
  await page.getByTestId('day-2026-11-26').getByText('替 王值班').waitFor()

  // The gap: one click opens the dialog with its hours.
  await page.getByTestId('roster-gap').click()
  await cover.getByTestId('override-who-p-second').check()
  await cover.getByTestId('roster-reason').fill('周日补班')
  await cover.getByTestId('roster-save').click()
  await page.getByText('这一周每一分钟都有人值班').waitFor()

  // A shift is swapped from its own card, by the keyboard alone.
  await page.getByTestId('day-2026-11-25').getByTestId('roster-turn').first().focus()
  await page.keyboard.press('Enter')
  const swap = page.getByTestId('swap-dialog')
  await swap.getByTestId('swap-by').selectOption('p-second')
  await swap.getByTestId('swap-return').selectOption({ index: 3 })
  await swap.getByTestId('roster-reason').fill('孩子家长会')
  await shoot(page, '63-roster-swap-zh')
  await page.keyboard.press('Enter')
  await page.getByTestId('day-2026-11-25').getByText('孩子家长会').first().waitFor()
  await other.page.getByTestId('day-2026-11-25').getByText('孩子家长会').first().waitFor()

  await page.getByTestId('roster-add-holiday').click()
  const holiday = page.getByTestId('holiday-dialog')
  await holiday.getByTestId('holiday-name').fill('社区重阳活动')
  await holiday.getByTestId('holiday-first').fill('2026-11-27')
  await holiday.getByTestId('holiday-last').fill('2026-11-28')
  await holiday.getByTestId('holiday-plan').selectOption('own')
  await holiday.getByTestId('holiday-person-0').selectOption('p-director')
  await holiday.getByTestId('holiday-person-1').selectOption('p-second')
  await shoot(page, '64-roster-holiday-zh')
  await holiday.getByTestId('roster-save').click()
  await page.getByTestId('day-2026-11-27').getByText('社区重阳活动').waitFor()
  await shoot(page, '65-roster-full-zh')
  await other.page.getByTestId('day-2026-11-27').getByText('社区重阳活动').waitFor()
  await shoot(other.page, '66-roster-phone-full-zh')

  // A file with somebody nobody knows, then a right one.
  await page.getByTestId('roster-add-importing').click()
  const dialog = page.getByTestId('import-dialog')
  const ics = (who: string) =>
    `BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261124T120000Z\nDTEND:20261125T000000Z\nATTENDEE;CN=${who}:mailto:\nEND:VEVENT\nEND:VCALENDAR\n`
  const choose = (who: string) =>
    dialog.getByTestId('import-file').setInputFiles({
      name: '十一月.ics',
      mimeType: 'text/calendar',
      buffer: Buffer.from(ics(who)),
    })
  await choose('王值斑')
  await dialog.getByText('没有叫“王值斑”的同事，是不是：王值班').waitFor()
  await shoot(page, '67-roster-import-fault-zh')
  await choose('赵主任')
  await dialog.getByTestId('import-rows').getByText('赵主任').waitFor()
  await shoot(page, '68-roster-import-zh')
  await dialog.getByTestId('import-apply').click()
  await page.getByTestId('day-2026-11-24').getByText('十一月').waitFor()

  await page.getByTestId('roster-add-feeds').click()
  const feeds = page.getByTestId('feeds-dialog')
  await feeds.getByTestId('feed-mine').getByRole('button').click()
  await feeds.getByTestId('feed-mine').getByRole('textbox').waitFor()
  await shoot(page, '69-roster-feeds-zh')
  const address = await feeds.getByTestId('feed-mine').getByRole('textbox').inputValue()
  const calendar = await (await fetch(address)).text()
  expect(calendar).toContain('DTSTART:20261124T120000Z')
  await page.keyboard.press('Escape')

  // Called off: the week is as before, and the list says by whom.
  await page.getByTestId('change-cancel-3').click()
  await page.getByTestId('change-3').getByText('撤销').first().waitFor()
  await page.getByTestId('roster-following').click()
  await page.getByTestId('day-2026-11-30').waitFor()
  await page.getByTestId('roster-previous').click()
  await page.getByTestId('day-2026-11-24').waitFor()

  await page.getByTestId('language-switch').click()
  await page.getByText('On duty now').waitFor()
  await shoot(page, '70-roster-en')
  const wall = await openPage(browser, journey.base, { size: 'wall', dark: true })
  await wall.page.clock.setFixedTime(START)
  await logInAs(wall.page, 'admin', PASSWORD)
  await wall.page.goto('/roster')
  await wall.page.getByTestId('roster-week').waitFor()
  await shoot(wall.page, '71-roster-wall-dark-zh')
  expect([...complaints, ...other.complaints, ...wall.complaints]).toEqual([])
}, 240_000)
