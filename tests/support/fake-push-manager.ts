// The browser's push service, replaced inside the page: a browser in a test has none to subscribe at. Everything else of
// the page and of its service worker is real.

import type { BrowserContext } from 'playwright-core'

/** Where the page keeps the subscription of the pretended push service. */
export const FAKE_PUSH = 'fake-push'

/** Runs in the page. As browsers do it: one subscription, for one key. */
const script = (keys: object, fails: boolean): string => `{
  const slot = '${FAKE_PUSH}'
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
