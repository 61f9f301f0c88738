// Going there, taking back, handing over: the officer on the board and the daughter on her phone, in a real browser.

import { expect, it } from 'vitest'
import { logInAs, openBrowser, openPage, shoot } from '../support/browser.ts'
import { PASSWORD } from '../support/community.ts'
import { eventually, startJourney } from '../support/journey.ts'

it('an officer takes it on, takes that back, and the family says that they are calling and going', async () => {
  const journey = await startJourney()
  const band = await journey.connectDevice('band-1')
  await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  const alert = await eventually(() => journey.alerts()[0], 'the alert')
  const browser = await openBrowser()

  const board = await openPage(browser, journey.base)
  await logInAs(board.page, 'duty', PASSWORD)
  await board.page.getByTestId(`acknowledge-${alert.id}`).click()
  await board.page.getByTestId('toast-undo').click()
  await board.page.getByTestId(`acknowledge-${alert.id}`).waitFor()

  const phone = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(phone.page, 'family', PASSWORD)
  const actions = phone.page.getByTestId(`family-actions-${alert.id}`)
  await actions.getByTestId('family-acknowledge').waitFor()
  await shoot(phone.page, '12-family-acts-zh')
  await actions.getByTestId('family-acknowledge').click()
  await actions.getByTestId('action-undo').waitFor()
  await actions.getByTestId('action-onTheWay').click()
  await phone.page.getByTestId('alert-going').waitFor()

  await board.page.getByTestId(`going-${alert.id}`).waitFor()
  await board.page.goto(`/?alert=${alert.id}`)
  const dialog = board.page.getByTestId('alert-dialog')
  await dialog.getByTestId('alert-going').waitFor()
  await dialog.getByTestId('action-logCall').click()
  await dialog.getByTestId('action-callee').selectOption('resident')
  await dialog.getByTestId('action-result').selectOption('noAnswer')
  await dialog.getByTestId('action-submit').click()
  await dialog.getByTestId('alert-timeline').getByText('无人接听').waitFor()
  // The last act that can be taken back is the daughter's, and hers to take back.
  expect(await board.page.getByTestId('toast-undo').count()).toBe(0)
  await dialog.getByTestId('action-more').click()
  await dialog.getByTestId('action-assign').click()
  await dialog.getByTestId('action-person').selectOption('p-grid')
  await shoot(board.page, '13-assign-zh')
  await dialog.getByTestId('action-submit').click()
  await dialog.getByText('已指派').first().waitFor()
  await shoot(board.page, '14-going-zh')

  await board.page.goto('/handover')
  await board.page.getByTestId('handover-page').getByText('受指派前往').waitFor()
  await shoot(board.page, '15-handover-zh')
  expect(board.complaints).toEqual([])
  expect(phone.complaints).toEqual([])
  expect(journey.alerts()[0].attending).toMatchObject([{ personId: 'p-family' }])
}, 120_000)
