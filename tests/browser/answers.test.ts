// "I cannot go" on the board and on the daughter's phone, the page of SMS answers, the time of what 120 said, the keys
// that belong to the board alone, and the word to a substitute: in a real browser.

import { expect, it } from 'vitest'
import { logInAs, openBrowser, openPage, type SIZES, shoot } from '../support/browser.ts'
import { PASSWORD } from '../support/community.ts'
import { startDeskServer } from '../support/desk-server.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { createSmsNetwork, REPORTS, SMS_CONFIG } from '../support/sms-network.ts'

const press = async (journey: Journey, band: string, id: string): Promise<void> => {
  const client = await journey.connectDevice(band)
  await client.publishAsync(`v1/bands/${band}/sos`, JSON.stringify({ id }), { qos: 1 })
}
const WIDTHS = ['old-pc', 'wall', 'phone'] as const satisfies readonly (keyof typeof SIZES)[]
const inEnglish = () => localStorage.setItem('shouwang.locale', 'en')

it('an officer cannot go, takes that back, says it again; the daughter too; every other board sees it at once', async () => {
  const journey = await startJourney()
  await press(journey, 'band-1', 'press-1')
  const alert = await eventually(() => journey.alerts()[0], 'the alert')
  const browser = await openBrowser()
  const board = await openPage(browser, journey.base)
  await logInAs(board.page, 'duty', PASSWORD)
  await board.page.getByTestId(`acknowledge-${alert.id}`).click()
  await board.page.getByTestId('toast-undo').waitFor()
  const other = await openPage(browser, journey.base, { size: 'wall', dark: true })
  await logInAs(other.page, 'second', PASSWORD)
  await other.page.goto(`/?alert=${alert.id}`)
  const theirs = other.page.getByTestId('alert-dialog')
  await theirs.getByText('王值班 于').first().waitFor()

  // By the key of the board: the form opens over the alert, says what it means, and waits for a second word.
  await board.page.locator('body').press('x')
  const form = board.page.getByTestId('form-decline')
  await form.getByText('立即通知下一位，不再等待').waitFor()
  await shoot(board.page, '70-decline-zh')
  await form.getByTestId('action-note').fill('在另一栋楼处理积水')
  await board.page.keyboard.press('Control+Enter')
  await theirs.getByTestId('alert-declined').waitFor()
  await theirs.getByTestId('alert-timeline').getByText('王值班 去不了：在另一栋楼处理积水').waitFor()
  await shoot(other.page, '71-decline-dark-wall-zh')
  const dialog = board.page.getByTestId('alert-dialog')
  // Said once; it can be taken back, not said again.
  expect(await dialog.getByTestId('action-decline').count()).toBe(0)
  await dialog.getByTestId('action-undo').click()
  await theirs.getByText('王值班 撤销了“去不了”').waitFor()
  expect(journey.alerts()[0]).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'p-duty' })
  await dialog.getByTestId('action-decline').click()
  await board.page.getByTestId('action-submit').click()
  await theirs.getByTestId('alert-declined').waitFor()
  expect(journey.alerts()[0]).toMatchObject({ status: 'open', declined: ['p-duty'] })

  const phone = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(phone.page, 'family', PASSWORD)
  const actions = phone.page.getByTestId(`family-actions-${alert.id}`)
  await actions.getByTestId('action-decline').scrollIntoViewIfNeeded()
  await shoot(phone.page, '72-family-decline-button-zh')
  await actions.getByTestId('action-decline').click()
  await phone.page.getByTestId('form-decline').getByText('您不用再做什么').waitFor()
  await shoot(phone.page, '73-family-decline-zh')
  await phone.page.getByTestId('action-submit').click()
  await theirs.getByText('陈女儿 去不了').first().waitFor()
  await actions.getByTestId('action-undo').waitFor()

  for (const size of WIDTHS) {
    const { page, complaints } = await openPage(browser, journey.base, { size })
    await page.addInitScript(inEnglish)
    await logInAs(page, 'director', PASSWORD)
    await page.getByTestId('nav-board').waitFor()
    await page.goto(`/?alert=${alert.id}`)
    await page.getByTestId('action-decline').waitFor()
    await shoot(page, `74-actions-en-${size}`)
    await page.getByTestId('action-decline').click()
    await page.getByTestId('form-decline').waitFor()
    await shoot(page, `75-decline-en-${size}`)
    expect(complaints).toEqual([])
    await page.context().close()
  }
  for (const { complaints } of [board, other, phone]) expect(complaints).toEqual([])
}, 180_000)

it('the keys act on the board alone: not on another page, not while typing, not behind a dialog', async () => {
  const journey = await startJourney()
  await press(journey, 'band-1', 'press-1')
  const alert = await eventually(() => journey.alerts()[0], 'the alert')
  const { page, complaints } = await openPage(await openBrowser(), journey.base)
  await logInAs(page, 'duty', PASSWORD)
  await page.getByTestId(`acknowledge-${alert.id}`).waitFor()
  const KEYS = ['a', 'r', 'c', 'x', 'm', '?']
  const pressAll = async (): Promise<void> => {
    for (const key of KEYS) await page.keyboard.press(key)
  }
  const untouched = async (): Promise<void> => {
    expect(await page.getByTestId('alert-dialog').count()).toBe(0)
    expect(await page.getByTestId('keys-dialog').count()).toBe(0)
    expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
  }

  for (const path of ['alerts', 'roster', 'handover', 'review']) {
    await page.getByTestId(`nav-${path}`).click()
    await page.waitForURL(`**/${path}`)
    await pressAll()
    await untouched()
  }
  await page.getByTestId('nav-board').click()
  await page.getByTestId(`acknowledge-${alert.id}`).waitFor()
  await page.locator('#wall-search').focus()
  await pressAll()
  await untouched()
  expect(await page.locator('#wall-search').inputValue()).toBe('arcxm?')
  await page.locator('#wall-search').fill('')

  // In a dialog, a key means nothing to the alert it shows.
  await page.goto(`/?alert=${alert.id}`)
  await page.getByTestId('alert-dialog').waitFor()
  await pressAll()
  expect(await page.getByTestId('form-decline').count()).toBe(0)
  expect(await page.getByTestId('form-resolve').count()).toBe(0)
  expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
  await page.keyboard.press('Escape')

  // And on the board they do what the list says.
  await page.getByTestId('alert-dialog').waitFor({ state: 'detached' })
  await page.locator('body').press('?')
  await page.getByTestId('keys-dialog').getByText('只在看板页有效').waitFor()
  await shoot(page, '76-keys-zh')
  await pressAll()
  expect(journey.alerts()[0]).toMatchObject({ status: 'open' })
  await page.keyboard.press('Escape')
  await page.getByTestId('keys-dialog').waitFor({ state: 'detached' })
  await page.locator('body').press('a')
  await eventually(() => journey.alerts()[0].status === 'acknowledged', 'taken on by a key')
  expect(complaints).toEqual([])
}, 120_000)

it('answers to SMS stand on a page of their own: who, what, to which alert, what came of it; live', async () => {
  const network = createSmsNetwork()
  const journey = await startJourney({
    webhook: { url: 'http://relay.invalid/hook', secret: 'partner-secret' },
    // Without the public address the browser of this test is at home.
    config: { ...SMS_CONFIG, http: { host: '127.0.0.1', port: 0, trustProxy: false } },
    fetch: network.fetch,
  })
  const browser = await openBrowser()
  const board = await openPage(browser, journey.base)
  await logInAs(board.page, 'second', PASSWORD)
  await board.page.getByTestId('nav-more').click()
  await board.page.getByTestId('nav-answers').click()
  const page = board.page.getByTestId('answers-page')
  await page.getByText('还没有人用短信回复过').waitFor()
  await shoot(board.page, '77-answers-empty-zh')

  await press(journey, 'band-1', 'press-1')
  const alert = await eventually(() => journey.alerts()[0], 'the alert')
  await eventually(() => network.sent.some(({ phone }) => phone === '13800000006'), 'the officer has an SMS')
  let sequence = 0
  const answer = (phone: string, content: string) =>
    fetch(`${journey.base}/api/replies/aliyun/${REPORTS}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ phone_number: phone, content, sequence_id: ++sequence }]),
    })
  await answer('13911112222', '1')
  // The page is open: the answer comes by itself.
  await page.getByText('不认识的号码，未照做').waitFor()
  await answer('13800000006', '收到，马上去看一下，十分钟以后到，请先打电话给家属')
  await answer('13800000008', '3')
  await answer('13800000006', '2')
  await answer('13800000006', '1 99')
  await page.getByText('已登记：在路上').waitFor()
  await page.getByText('没有就所写的编号通知过此人').waitFor()
  await page.getByText('请打电话问清楚').first().waitFor()
  expect(await page.locator('.answer').count()).toBe(5)
  await shoot(board.page, '78-answers-zh')
  await page.getByTestId('answers-idle').click()
  await page.getByText('已登记：在路上').waitFor({ state: 'detached' })
  await page.locator('.answer').nth(2).waitFor()
  expect(await page.locator('.answer').count()).toBe(3)
  await page.getByTestId('answers-all').click()
  await page.getByTestId(`answer-alert-${alert.id}`).first().click()
  await board.page.getByTestId('alert-dialog').getByText('通过回复短信').first().waitFor()

  for (const size of WIDTHS) {
    const view = await openPage(browser, journey.base, { size, dark: size === 'wall' })
    await view.page.addInitScript(inEnglish)
    await logInAs(view.page, 'director', PASSWORD)
    await view.page.getByTestId('nav-board').waitFor()
    await view.page.goto('/answers')
    await view.page.getByText('Noted: on the way').waitFor()
    await shoot(view.page, `79-answers-en-${size}`)
    expect(await view.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(view.complaints).toEqual([])
    await view.page.context().close()
  }
  const small = await openPage(browser, journey.base, { size: 'phone' })
  await logInAs(small.page, 'duty', PASSWORD)
  await small.page.getByTestId('nav-board').waitFor()
  await small.page.goto('/answers')
  await small.page.getByText('已登记：在路上').waitFor()
  await shoot(small.page, '80-answers-phone-zh')
  expect(board.complaints).toEqual([])
}, 180_000)

it('what 120 said on the telephone gets the time it happened, and no time that cannot be', async () => {
  const desk = await startDeskServer()
  const journey = await startJourney({ webhook: desk.webhook })
  await press(journey, 'band-1', 'press-1')
  const alert = await eventually(() => journey.alerts()[0], 'the alert')
  const browser = await openBrowser()
  const { page, complaints } = await openPage(browser, journey.base)
  await logInAs(page, 'duty', PASSWORD)
  await page.getByTestId(`acknowledge-${alert.id}`).waitFor()
  await page.goto(`/?alert=${alert.id}`)
  const panel = page.getByTestId('desk-panel')
  await panel.getByTestId('record-arrived').click()
  await panel.getByTestId('desk-when').selectOption('earlier')
  // An hour before the call: two in the morning is the same to it as two in the afternoon.
  const clock = (at: number): string =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Shanghai',
      hour: '2-digit',
      minute: '2-digit',
    }).format(at)
  await panel.getByTestId('desk-time').fill(clock(alert.receivedAt - 3_600_000))
  await panel.getByTestId('desk-save').click()
  await panel
    .getByTestId('desk-when-hint')
    .getByText(/早于呼救|还没到/)
    .waitFor()
  await shoot(page, '81-desk-when-fault-zh')
  expect(journey.alerts()[0].desk).toBeUndefined()
  // The minute of the call is the call.
  await panel.getByTestId('desk-time').fill(clock(alert.receivedAt))
  await panel.getByTestId('desk-save').click()
  await panel.locator('[data-testid="desk-arrived"][data-done]').waitFor()
  const { arrived } = journey.alerts()[0].desk
  expect(arrived).toMatchObject({ how: 'phone', by: 'p-duty' })
  expect(arrived.at).toBeGreaterThanOrEqual(Math.min(alert.eventTime, alert.receivedAt))
  expect(arrived.at).toBeLessThanOrEqual(arrived.heardAt)
  await panel.getByTestId('record-vehicleOut').click()
  await panel.getByTestId('desk-vehicle').fill('沪A12345')
  await panel.getByTestId('desk-save').click()
  await panel.locator('[data-testid="desk-vehicleOut"][data-done]').waitFor()
  for (const size of WIDTHS) {
    const view = await openPage(browser, journey.base, { size })
    await view.page.addInitScript(inEnglish)
    await logInAs(view.page, 'second', PASSWORD)
    await view.page.getByTestId('nav-board').waitFor()
    await view.page.goto(`/?alert=${alert.id}`)
    await view.page.getByTestId('record-received').click()
    await view.page.getByTestId('desk-when').selectOption('earlier')
    await view.page.getByTestId('desk-time').scrollIntoViewIfNeeded()
    await shoot(view.page, `82-desk-when-en-${size}`)
    expect(view.complaints).toEqual([])
    await view.page.context().close()
  }
  expect(complaints).toEqual([])
}, 180_000)

it('a change of the roster says that it tells, and shows whom it told', async () => {
  const journey = await startJourney({ demo: true })
  const browser = await openBrowser()
  const { page, complaints } = await openPage(browser, journey.base)
  await logInAs(page, 'director', PASSWORD)
  await page.getByTestId('nav-roster').click()
  await page.getByTestId('roster-add-override').click()
  await page.getByText('保存后，相关人员会立即收到通知').waitFor()
  await shoot(page, '83-override-tells-zh')
  await page.keyboard.press('Escape')
  const cookie = await journey.logIn('director')
  const saved = await journey.api(cookie, '/api/roster/changes', {
    requestId: 'request-over',
    kind: 'override',
    communityId: 'c-1',
    reason: '住院',
    from: Date.now(),
    to: Date.now() + 3_600_000,
    personIds: ['p-second'],
  })
  expect(saved.status).toBe(201)
  await page.goto('/roster')
  await page.getByTestId('change-told-1').click()
  const dialog = page.getByTestId('alert-dialog')
  await dialog.getByTestId('alert-told').getByText('钱值班').waitFor()
  await dialog.getByText('由 钱值班 值班，替 王值班').first().waitFor()
  await shoot(page, '84-roster-notice-zh')
  const english = await openPage(browser, journey.base, { size: 'phone' })
  await english.page.addInitScript(inEnglish)
  await logInAs(english.page, 'director', PASSWORD)
  await english.page.getByTestId('nav-board').waitFor()
  await english.page.goto(`/alerts?alert=${saved.body.noticeId}`)
  await english.page.getByTestId('alert-told').waitFor()
  await shoot(english.page, '85-roster-notice-en-phone')
  expect([...complaints, ...english.complaints]).toEqual([])
}, 120_000)
