// What a headless browser has not: a push service to subscribe at, somebody who allows notifications, and a screen to
// show them on. Replaced inside the page and its worker; the rest of both is real.

import type { BrowserContext, Worker } from 'playwright-core'
import { createPushPhone } from './push-phone.ts'

/** Where the page keeps the subscription of the pretended push service. */
export const FAKE_PUSH = 'fake-push'

/** Runs in the page. As browsers do it: one subscription, for one key; asked once, allowed for good. */
const script = (keys: object, fails: boolean): string => `{
  const slot = '${FAKE_PUSH}'
  Object.defineProperty(Notification, 'permission', { get: () => localStorage.getItem(slot + '-allowed') ?? 'default' })
  Notification.requestPermission = async () => {
    localStorage.setItem(slot + '-allowed', 'granted')
    return 'granted'
  }
  const stored = () => JSON.parse(localStorage.getItem(slot) ?? 'null')
  const asSubscription = ({ endpoint, p256dh, auth, key }) => ({
    endpoint,
    options: { userVisibleOnly: true, applicationServerKey: Uint8Array.from(key).buffer },
    toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
    unsubscribe: async () => {
      localStorage.removeItem(slot)
      return true
    },
  })
  PushManager.prototype.getSubscription = async () => {
    const known = stored()
    return known === null ? null : asSubscription(known)
  }
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (${fails}) throw new DOMException('Registration failed - push service error', 'AbortError')
    const key = [...new Uint8Array(applicationServerKey)]
    const known = stored()
    if (known !== null && known.key.join() !== key.join())
      throw new DOMException('another applicationServerKey', 'InvalidStateError')
    const count = Number(localStorage.getItem(slot + '-count') ?? 0) + 1
    localStorage.setItem(slot + '-count', String(count))
    const made = { endpoint: 'https://push.example.com/' + count, ...${JSON.stringify(keys)}, key }
    localStorage.setItem(slot, JSON.stringify(made))
    return asSubscription(made)
  }
}`

/** Subscribes with these keys at `https://push.example.com/1`, `/2` …; `fails`: as a phone without a push service. */
export async function fakePushManager(
  context: BrowserContext,
  { p256dh, auth }: Readonly<{ p256dh: string; auth: string }>,
  options: Readonly<{ fails?: boolean }> = {},
): Promise<void> {
  await context.addInitScript({ content: script({ p256dh, auth }, options.fails === true) })
}

export type Shown = Readonly<{
  title: string
  body: string
  tag: string
  data: Readonly<{ url: string; key: string }>
}>

/** Keeps what the worker shows, instead of a screen. */
export async function watchScreen(worker: Worker): Promise<() => Promise<readonly Shown[]>> {
  await worker.evaluate(`
    self.shown = []
    ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
      self.shown.push({ title, ...options })
    }`)
  return () => worker.evaluate<Shown[]>('self.shown')
}

/** The browser's push service gives the phone another address, as they do now and then. */
export const renewSubscription = (worker: Worker, endpoint: string): Promise<unknown> =>
  worker.evaluate(`(async () => {
    const { p256dh, auth } = ${JSON.stringify(createPushPhone())}
    const event = new Event('pushsubscriptionchange')
    let work
    const newSubscription = { toJSON: () => ({ endpoint: '${endpoint}', keys: { p256dh, auth } }) }
    Object.defineProperty(event, 'newSubscription', { value: newSubscription })
    Object.defineProperty(event, 'waitUntil', { value: (promise) => { work = promise } })
    self.dispatchEvent(event)
    await work
  })()`)

/** A tap on the newest notification: the event is made here, the worker's own code answers it. */
export const tapNewest = (worker: Worker): Promise<unknown> =>
  worker.evaluate(`(async () => {
    const event = new Event('notificationclick')
    let work
    Object.defineProperty(event, 'notification', { value: { ...self.shown.at(-1), close: () => {} } })
    Object.defineProperty(event, 'waitUntil', { value: (promise) => { work = promise } })
    self.dispatchEvent(event)
    await work
  })()`)
