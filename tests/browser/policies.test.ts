// Policies that ask for people there are not, and messages that came as one, as staff see them in a real browser.

import { expect, it } from 'vitest'
import { logInAs, openBrowser, openPage, shoot } from '../support/browser.ts'
import { PASSWORD } from '../support/community.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { startPartner } from '../support/partner.ts'

it('a director reads what is missing and puts it away; an officer is not troubled; a digest shows with its alert', async () => {
  const partner = await startPartner()
  const journey = await startJourney({ bands: 12, webhook: { url: partner.url, secret: partner.secret } })
  for (let n = 1; n <= 12; n++) {
    const band = await journey.connectDevice(`band-${n}`)
    await band.publishAsync(`v1/bands/band-${n}/status`, JSON.stringify({ battery: 9 }), { qos: 1 })
  }
  const gathered = await eventually(
    () =>
      journey.rows("select alert_id from notification where digest is not null and status = 'delivered'")[0],
    'a digest went out',
    40_000,
  )

  const browser = await openBrowser()
  for (const size of ['old-pc', 'wall', 'phone'] as const) {
    const { page, complaints } = await openPage(browser, journey.base, { size })
    await logInAs(page, 'director', PASSWORD)
    const banner = page.getByTestId('banner-policies')
    await banner.waitFor()
    expect(await banner.innerText()).toContain('梧桐里社区没有街道办')
    await shoot(page, `40-policy-gap-${size}-zh`)
    await page.getByTestId('language-switch').first().click()
    expect(await banner.innerText()).toContain('has no Street office')
    await shoot(page, `40-policy-gap-${size}-en`)
    await banner.getByRole('button').focus()
    await page.keyboard.press('Enter')
    expect(await banner.count()).toBe(0)
    if (size === 'old-pc') {
      await page.goto(`/?alert=${gathered.alert_id}`)
      const told = page.getByTestId('alert-told')
      await told.scrollIntoViewIfNeeded()
      await told.getByText('in a digest').first().waitFor()
      // Put away is put away, also after the page is opened anew.
      expect(await banner.count()).toBe(0)
      await shoot(page, '41-digest-told-en')
    }
    expect(complaints).toEqual([])
    await page.close()
  }
  const dark = await openPage(browser, journey.base, { dark: true })
  await logInAs(dark.page, 'admin', PASSWORD)
  await dark.page.getByTestId('banner-policies').waitFor()
  await shoot(dark.page, '40-policy-gap-dark')
  const officer = await openPage(browser, journey.base)
  await logInAs(officer.page, 'duty', PASSWORD)
  await officer.page.getByTestId('language-switch').first().waitFor()
  expect(await officer.page.getByTestId('banner-policies').count()).toBe(0)
}, 180_000)

it('where nobody at all can be told, every officer reads it and nobody can put it away', async () => {
  const journey = await startJourney()
  const { page } = await openPage(await openBrowser(), journey.base)
  await logInAs(page, 'duty', PASSWORD)
  const banner = page.getByTestId('banner-policies')
  await banner.waitFor()
  expect(await banner.getAttribute('data-tone')).toBe('critical')
  expect(await banner.innerText()).toContain('没有任何人能收到警报')
  expect(await banner.getByRole('button').count()).toBe(0)
  await shoot(page, '42-policy-dead-end-zh')
}, 120_000)
