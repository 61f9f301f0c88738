// Web Push on the family's phone with the real service worker: the switch in each of its states, a message from the
// gateway to the phone's screen and back as a receipt, the tap that opens the alert, and the page without a connection.

import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { channelsSchema } from '../../gateway/channels/settings.ts'
import { logInAs, openBrowser, openPage, shoot } from '../support/browser.ts'
import { createCommunity, PASSWORD } from '../support/community.ts'
import {
  FAKE_PUSH,
  fakePushManager,
  renewSubscription,
  tapNewest,
  watchScreen,
} from '../support/fake-push-manager.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { createPushPhone } from '../support/push-phone.ts'
import { onStore } from '../support/store-tools.ts'

const PUSH = { channels: channelsSchema.parse({ push: { contact: 'mailto:it@example.org' } }) }

/** A push service that takes everything; what it was sent, still sealed. */
function createPushService() {
  const taken: { url: string; body: Buffer }[] = []
  const fetch = (async (url: string, init: { body: Uint8Array }) => {
    taken.push({ url, body: Buffer.from(init.body) })
    return new Response(null, { status: 201 })
  }) as unknown as typeof globalThis.fetch
  return { taken, fetch }
}

const stateOf = async (page: Page): Promise<string | null> => {
  const box = page.getByTestId('push-switch')
  await box.waitFor()
  await box.scrollIntoViewIfNeeded()
  return box.getAttribute('data-state')
}
const settled = (page: Page, state: string) =>
  page.locator(`[data-testid=push-switch][data-state=${state}]`).waitFor()

it('switches on, stays on, comes back when the server forgot it or has another key, goes off at log-out', async () => {
  const phone = createPushPhone()
  const service = createPushService()
  const journey = await startJourney({ config: PUSH, fetch: service.fetch })
  const { page, complaints } = await openPage(await openBrowser(), journey.base, { size: 'phone' })
  const context = page.context()
  await fakePushManager(context, phone)
  const endpoints = () => journey.rows('select endpoint from push_subscription').map((row) => row.endpoint)

  await logInAs(page, 'family', PASSWORD)
  expect(await stateOf(page)).toBe('off')
  await shoot(page, '40-push-off-zh')
  const devtools = await context.newCDPSession(page)
  const manifest = await devtools.send('Page.getAppManifest')
  expect([new URL(manifest.url).pathname, manifest.errors]).toEqual(['/manifest.webmanifest', []])
  for (const { src } of JSON.parse(manifest.data ?? '{}').icons)
    expect((await page.request.get(src)).headers()['content-type']).toMatch(/^image\//)
  // From the keyboard as well.
  await page.getByTestId('push-switch').getByRole('switch').focus()
  await page.keyboard.press('Enter')
  await settled(page, 'on')
  expect(endpoints()).toEqual(['https://push.example.com/1'])
  await page.getByTestId('language-switch').click()
  await stateOf(page)
  await shoot(page, '41-push-on-en')
  await page.getByTestId('language-switch').click()

  const cookie = await journey.logIn('family')
  await journey.api(cookie, '/api/push/subscriptions', { endpoint: 'https://push.example.com/1' }, 'DELETE')
  expect(endpoints()).toEqual([])
  await page.reload()
  await settled(page, 'on')
  expect(endpoints()).toEqual(['https://push.example.com/1'])

  await page.evaluate(
    `localStorage.setItem('${FAKE_PUSH}', JSON.stringify({ ...JSON.parse(localStorage.getItem('${FAKE_PUSH}')), key: [4, 1, 2] }))`,
  )
  await page.reload()
  await settled(page, 'on')
  expect(endpoints()).toContain('https://push.example.com/2')

  await page.getByTestId('push-switch').getByRole('switch').click()
  await settled(page, 'off')
  expect(endpoints()).not.toContain('https://push.example.com/2')
  await page.getByTestId('push-switch').getByRole('switch').click()
  await settled(page, 'on')
  await page.getByTestId('account').click()
  await page.getByTestId('logout').click()
  await page.getByTestId('login-login').waitFor()
  await eventually(() => !endpoints().includes('https://push.example.com/3'), 'the phone is forgotten')
  expect(complaints).toEqual([])
}, 120_000)

it('says what to do where this browser cannot: blocked, WeChat, an iPhone off the home screen, no push service', async () => {
  const journey = await startJourney({ config: PUSH })
  const browser = await openBrowser()
  const open = async (options: { userAgent?: string; noPush?: boolean; fails?: boolean; dark?: boolean }) => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      timezoneId: 'Asia/Shanghai',
      locale: 'zh-CN',
      colorScheme: options.dark ? 'dark' : 'light',
      baseURL: journey.base,
      ...(options.userAgent === undefined ? {} : { userAgent: options.userAgent }),
    })
    if (options.noPush) await context.addInitScript({ content: 'delete window.PushManager' })
    if (options.fails) await fakePushManager(context, createPushPhone(), { fails: true })
    const page = await context.newPage()
    await logInAs(page, 'family', PASSWORD)
    return page
  }
  const blocked = await open({})
  expect(await stateOf(blocked)).toBe('blocked')
  await shoot(blocked, '42-push-blocked-zh')

  const hindrance = async (page: Page, name: string): Promise<string> => {
    const box = page.getByTestId('push-hindrance')
    await box.waitFor()
    await box.scrollIntoViewIfNeeded()
    await shoot(page, name)
    return box.innerText()
  }
  const weChat = await open({
    userAgent:
      'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 Mobile MicroMessenger/8.0.50 WeChat/arm64',
  })
  expect(await hindrance(weChat, '43-push-wechat-zh')).toContain('在浏览器打开')
  const iPhone = await open({
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
    noPush: true,
    dark: true,
  })
  expect(await hindrance(iPhone, '44-push-iphone-zh-dark')).toContain('添加到主屏幕')
  const old = await open({ noPush: true })
  expect(await hindrance(old, '45-push-unsupported-zh')).toContain('换用')

  const cut = await open({ fails: true })
  expect(await stateOf(cut)).toBe('off')
  await cut.getByTestId('push-switch').getByRole('switch').click()
  await cut.getByText('连不上推送服务').waitFor()
  await shoot(cut, '46-push-no-service-zh')
}, 120_000)

it('a press reaches the locked phone, is receipted, and a tap opens the alert', async () => {
  const phone = createPushPhone()
  const service = createPushService()
  const journey = await startJourney({ config: PUSH, fetch: service.fetch })
  const { page, complaints } = await openPage(await openBrowser(), journey.base, { size: 'phone' })
  const context = page.context()
  await fakePushManager(context, phone)
  await logInAs(page, 'family', PASSWORD)
  await stateOf(page)
  await page.getByTestId('push-switch').getByRole('switch').click()
  await settled(page, 'on')

  const devtools = await context.newCDPSession(page)
  const registered = new Promise<string>((resolve) =>
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [known] = registrations
      if (known !== undefined) resolve(known.registrationId)
    }),
  )
  await devtools.send('ServiceWorker.enable')
  const registrationId = await registered

  const [worker] = context.serviceWorkers()
  if (worker === undefined) throw new Error('no worker')
  const screen = await watchScreen(worker)

  const band = await journey.connectDevice('band-1')
  await band.publishAsync('v1/bands/band-1/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  const sealed = await eventually(() => service.taken[0], 'the push service is sent something')
  expect(sealed.url).toBe('https://push.example.com/1')
  const payload = phone.open(sealed.body)
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: journey.base,
    registrationId,
    data: payload,
  })
  const newest = () => eventuallyIn(async () => (await screen()).at(-1))
  const shown = await newest()
  expect(shown).toMatchObject({ tag: 'alert-1', data: { url: '/?alert=1' } })
  expect(shown.title).toBe(JSON.parse(payload).title)
  const stages = () => journey.rows('select reached from message_stage').map(({ reached }) => reached)
  await eventually(() => stages().includes('delivered'), 'the phone has said that it arrived')

  await tapNewest(worker)
  await page.waitForURL('**/?alert=1')
  await page.getByTestId('family-actions-1').waitFor()
  await eventually(() => stages().includes('read'), 'the phone has said that it was opened')
  await shoot(page, '47-push-opened-zh')

  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: journey.base,
    registrationId,
    data: '{broken',
  })
  await eventuallyIn(async () => ((await screen()).length === 2 ? true : undefined))
  expect((await screen()).at(-1)).toMatchObject({ title: '守望 Shouwang', data: { url: '/', key: '' } })

  await renewSubscription(worker, 'https://push.example.com/renewed')
  await eventually(
    () =>
      journey
        .rows('select endpoint from push_subscription')
        .some(({ endpoint }) => endpoint === 'https://push.example.com/renewed'),
    'the server knows the new address',
  )
  expect(complaints).toEqual([])
}, 120_000)

it('a notification about the second elder opens that elder, also when the alert is over', async () => {
  const folder = testFolder()
  await createCommunity(folder)
  onStore(folder, (db) =>
    db.exec(
      `update entity set body = json_set(body, '$.caregivers', json('[{"personId":"p-family","relation":"女儿"}]'))
       where kind = 'resident' and id = 'r-2'`,
    ),
  )
  const journey = await startJourney({ folder })
  const band = await journey.connectDevice('band-2')
  await band.publishAsync('v1/bands/band-2/sos', JSON.stringify({ id: 'press-1' }), { qos: 1 })
  const alert = await eventually(() => journey.alerts()[0], 'the alert is stored')
  const { page, complaints } = await openPage(await openBrowser(), journey.base, { size: 'phone' })
  await logInAs(page, 'family', PASSWORD)
  await page.getByTestId('tile-r-1').waitFor()
  await page.goto(`/?alert=${alert.id}`)
  await page.getByTestId('tile-r-2').waitFor()
  await page.getByTestId(`family-actions-${alert.id}`).waitFor()

  const cookie = await journey.logIn('duty')
  for (const action of [{ action: 'acknowledge' }, { action: 'resolve', outcome: 'genuine' }])
    await journey.api(cookie, `/api/alerts/${alert.id}/actions`, {
      ...action,
      requestId: action.action.padEnd(10, '-'),
    })
  await page.reload()
  await page.getByTestId('tile-r-2').waitFor()
  await page.getByText('处理经过').waitFor()
  expect(complaints).toEqual([])
}, 120_000)

it('without a gateway it never shows an old board: since when, whom to ring, and back by itself', async () => {
  const journey = await startJourney({ config: PUSH })
  const { page } = await openPage(await openBrowser(), journey.base, { size: 'phone' })
  await logInAs(page, 'family', PASSWORD)
  await page.getByTestId('family-page').waitFor()
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  await eventuallyIn(
    async () => (await page.evaluate<string | null>("localStorage.getItem('shouwang.heardAt')")) ?? undefined,
  )
  const band = await journey.connectDevice('band-1')
  await band.publishAsync('v1/bands/band-1/vitals', JSON.stringify({ heartRate: 72, spo2: 97 }), { qos: 1 })
  await page.locator('[data-testid=tile-r-1][data-tone=fine]').waitFor()
  const port = journey.gateway.httpPort
  await journey.close()
  // The page that is open says so within seconds, and no longer says that all is well.
  await page.locator('[data-testid=tile-r-1][data-tone=unknown]').waitFor()
  expect(await page.getByTestId('tile-r-1').innerText()).toMatch(
    /^陈奶奶\s+无法判断\s+自 \d\d:\d\d 起没有连接（断线前：正常）/,
  )
  await shoot(page, '48-broken-zh')
  await page.evaluate("localStorage.setItem('shouwang.heardAt', String(new Date().setHours(3, 12, 0, 0)))")
  await page.goto('/residents/r-1')
  expect(await page.locator('h1').innerText()).toBe('没有连接')
  expect(await page.locator('#since').innerText()).toContain('自 03:12 起没有连接')
  expect(await page.locator('#desk').getAttribute('href')).toBe('tel:021-55550000'.replace('-', ''))
  expect(await page.content()).not.toContain('陈奶奶')
  await shoot(page, '48-offline-zh')
  await page.evaluate("localStorage.setItem('shouwang.locale', 'en')")
  await page.goto('/')
  expect(await page.locator('#since').innerText()).toContain('No connection since 03:12')
  await page.emulateMedia({ colorScheme: 'dark' })
  await shoot(page, '49-offline-en-dark')
  const cached = await page.evaluate<string[]>(
    `caches.keys()
      .then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
      .then((requests) => requests.flat().map(({ url }) => new URL(url).pathname))`,
  )
  expect(cached.sort()).toEqual(['/icons/icon.svg', '/offline.css', '/offline.html', '/offline.js'])

  await startJourney({
    folder: journey.folder,
    config: { ...PUSH, http: { host: '127.0.0.1', port, trustProxy: false } },
  })
  await page.locator('#again').click()
  await page.getByTestId('family-page').waitFor()
}, 120_000)

/** Like `eventually`, for what only the page can tell. */
async function eventuallyIn<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 500; i++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('never happened in the page')
}
