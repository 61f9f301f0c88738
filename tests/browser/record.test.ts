// The way of an alert in its dialog, and the page of figures, as staff see them in a real browser.

import { expect, it } from 'vitest'
import { logInAs, openBrowser, openPage, shoot } from '../support/browser.ts'
import { PASSWORD } from '../support/community.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { startPartner } from '../support/partner.ts'

it('shows every hop of a press, and whether the standards are met', async () => {
  const partner = await startPartner()
  const journey = await startJourney({
    webhook: { url: partner.url, secret: partner.secret },
    config: { canary: { enabled: true, at: '10:30', withinSeconds: 60 } },
  })
  await eventually(() => journey.rows('select * from proven')[0], 'the canary knows since when')
  const band = await journey.connectDevice('band-1')
  await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  await eventually(() => journey.notifications().some(({ status }) => status === 'delivered'), 'told')
  const [alert] = journey.alerts()
  const cookie = await journey.logIn('duty')
  await journey.api(cookie, `/api/alerts/${alert.id}/actions`, {
    action: 'acknowledge',
    requestId: 'request-a1',
  })

  const { page, complaints } = await openPage(await openBrowser(), journey.base)
  await logInAs(page, 'director', PASSWORD)
  await page.getByTestId('nav-more').click()
  await page.getByTestId('nav-figures').click()
  await page.getByTestId('standard-60').waitFor()
  expect(await page.getByTestId('standard-60').getAttribute('data-met')).toBe('yes')
  expect(await page.getByTestId('standard-60').innerText()).toContain('100%')
  await page.getByTestId('figures-by-rule').click()
  await page.getByTestId('figures-table').getByText('紧急呼救').waitFor()
  await shoot(page, '10-figures-zh')

  await page.goto('/')
  expect(await page.getByTestId('proven').innerText()).toBe('通路自检：尚未通过')
  await shoot(page, '12-board-zh')
  await page.goto(`/?alert=${alert.id}`)
  await page.getByTestId('alert-proof').scrollIntoViewIfNeeded()
  for (const hop of ['pressed', 'received', 'decided', 'recorded', 'told', 'acknowledged'])
    expect(await page.getByTestId(`hop-${hop}`).getAttribute('data-state')).toBe('fine')
  expect(await page.getByTestId('hop-onTheWay').getAttribute('data-state')).toBe('waiting')
  expect(await page.getByTestId('proof-red').count()).toBe(0)
  await shoot(page, '11-proof-zh')
  expect(complaints).toEqual([])
}, 120_000)
