// The link of an SMS on the telephones it is opened with: no login, no script, one thumb.

import { expect, it } from 'vitest'
import { logInAs, openBrowser, openPage, shoot } from '../support/browser.ts'
import { PASSWORD } from '../support/community.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { createSmsNetwork, REPORTS, SMS_CONFIG } from '../support/sms-network.ts'

it('is opened by the officer and the daughter: shows, acts, takes back, says who was first and that it is over', async () => {
  const network = createSmsNetwork()
  const journey = await startJourney({ config: SMS_CONFIG, fetch: network.fetch })
  const band = await journey.connectDevice('band-1')
  const vitals = { heartRate: 132, spo2: 93, time: Date.now() - 60_000 }
  await band.publishAsync('v1/bands/band-1/vitals', JSON.stringify(vitals), { qos: 1 })
  await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  const duty = await eventually(() => network.linkOf('p-duty'), 'the officer has an SMS')
  const family = await eventually(() => network.linkOf('p-family'), 'the daughter has an SMS')
  const browser = await openBrowser()

  const officer = await openPage(browser, journey.base, { size: 'phone' })
  await officer.page.goto(`/l/${duty}`)
  await shoot(officer.page, '60-link-open-zh')
  await officer.page.goto(`/l/${duty}?lang=en`)
  await shoot(officer.page, '61-link-open-en')
  await officer.page.goto(`/l/${duty}`)
  // By keyboard, as somebody with a screen reader would.
  await officer.page.getByRole('button', { name: '我来处理' }).focus()
  await officer.page.keyboard.press('Enter')
  await officer.page.getByText('已登记：由您处理').waitFor()
  await shoot(officer.page, '62-link-taken-zh')
  await officer.page.getByRole('button', { name: /按错了，撤销/ }).click()
  await officer.page.getByText('已撤销').waitFor()

  const daughter = await openPage(browser, journey.base, { size: 'phone', dark: true })
  await daughter.page.goto(`/l/${family}`)
  await daughter.page.getByRole('button', { name: '我在路上' }).click()
  await daughter.page.getByText('已登记：您在路上').waitFor()
  await shoot(daughter.page, '63-link-family-dark')

  await officer.page.getByRole('button', { name: '我来处理' }).click()
  await officer.page.getByText('先接警').waitFor()
  await shoot(officer.page, '64-link-first-was-zh')

  const desk = await openPage(browser, journey.base)
  await desk.page.goto(`/l/${duty}`)
  await shoot(desk.page, '65-link-old-pc-zh')
  await desk.page.goto(`/l/${duty}?lang=en`)
  await shoot(desk.page, '66-link-old-pc-en')
  const wall = await openPage(browser, journey.base, { size: 'wall' })
  await wall.page.goto(`/l/${family}?lang=en`)
  await shoot(wall.page, '67-link-wall-en')

  const cookie = await journey.logIn('second')
  await journey.api(cookie, '/api/alerts/1/actions', {
    requestId: 'request-1',
    action: 'resolve',
    outcome: 'genuine',
  })
  await officer.page.reload()
  await officer.page.getByText('警报已办结').waitFor()
  await shoot(officer.page, '68-link-closed-zh')
  await officer.page.goto(`/l/${duty.slice(0, 30)}?lang=en`)
  await officer.page.getByText('This link does not work').waitFor()
  await shoot(officer.page, '69-link-invalid-en')
  for (const { complaints } of [officer, daughter, desk]) expect(complaints).toEqual([])
}, 120_000)

it('what was done by link and by SMS stands on the board with how and from where; the demo’s phones carry the link', async () => {
  const network = createSmsNetwork()
  const journey = await startJourney({ config: SMS_CONFIG, fetch: network.fetch })
  const band = await journey.connectDevice('band-1')
  await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  const duty = await eventually(() => network.linkOf('p-duty'), 'the officer has an SMS')
  const browser = await openBrowser()
  const board = await openPage(browser, journey.base)
  await logInAs(board.page, 'director', PASSWORD)
  await board.page.goto('/?alert=1')
  const dialog = board.page.getByTestId('alert-dialog')
  await dialog.waitFor()

  const officer = await openPage(browser, journey.base, { size: 'phone' })
  await officer.page.goto(`/l/${duty}`)
  await officer.page.getByRole('button', { name: '我去不了' }).click()
  await officer.page.getByText('已登记：您去不了').waitFor()
  // The board has it without being asked.
  await dialog.getByTestId('alert-declined').getByText('王值班 去不了').waitFor()
  const sms = [{ phone_number: '13800000008', content: '2', sequence_id: 1 }]
  await fetch(`${journey.base}/api/replies/aliyun/${REPORTS}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sms),
  })
  const timeline = dialog.getByTestId('alert-timeline')
  await timeline.getByText('通过回复短信，来自 138****0008').first().waitFor()
  await timeline.getByText('通过消息里的链接，来自').first().waitFor()
  await timeline.scrollIntoViewIfNeeded()
  await shoot(board.page, '70-done-by-link-zh')
  expect(board.complaints).toEqual([])

  const demo = await startJourney({ demo: true })
  const other = await demo.connectDevice('band-1')
  await other.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  const phones = await openPage(browser, demo.base)
  await logInAs(phones.page, 'duty', PASSWORD)
  await phones.page.goto('/phones')
  const link = phones.page.getByText('打开处理链接（无需登录）').first()
  await link.waitFor()
  await shoot(phones.page, '71-phones-with-link-zh')
  await phones.page.goto((await link.getAttribute('href')) ?? '')
  await phones.page.getByRole('button', { name: '我来处理' }).waitFor()
}, 120_000)
