// The browser's push service, replaced inside the page: a browser in a test has none to subscribe at. Everything else of
// the page and of its service worker is real.

import type { BrowserContext } from 'playwright-core'

/** Where the page keeps the subscription of the pretended push service. */
export const FAKE_PUSH = 'fake-push'

export type FakePush = Readonly<{
  endpoint: string
  p256dh: string
  auth: string
  /** The applicationServerKey it was made for, byte by byte. */
  key: readonly number[]
}>

/** Subscribes with these keys at `https://push.example.com/1`, `/2` …; `fails`: as a phone without a push service. */
export async function fakePushManager(
  context: BrowserContext,
  keys: Readonly<{ p256dh: string; auth: string }>,
  options: Readonly<{ fails?: boolean }> = {},
): Promise<void> {
  await context.addInitScript(
    ({ keys, slot, fails }) => {
      const stored = () => JSON.parse(localStorage.getItem(slot) ?? 'null')
      const asSubscription = ({ endpoint, p256dh, auth, key }: any) => ({
        endpoint,
        options: { userVisibleOnly: true, applicationServerKey: Uint8Array.from(key).buffer },
        toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
        unsubscribe: async () => {
          localStorage.removeItem(slot)
          return true
        },
      })
      const prototype = PushManager.prototype as any
      prototype.getSubscription = async () => {
        const known = stored()
        return known === null ? null : asSubscription(known)
      }
      prototype.subscribe = async ({ applicationServerKey }: { applicationServerKey: Uint8Array }) => {
        if (fails) throw new DOMException('Registration failed - push service error', 'AbortError')
        const key = [...new Uint8Array(applicationServerKey)]
        const known = stored()
        // As browsers do it: one subscription for one key.
        if (known !== null && known.key.join() !== key.join())
          throw new DOMException('another applicationServerKey', 'InvalidStateError')
        const count = Number(localStorage.getItem(`${slot}-count`) ?? 0) + 1
        localStorage.setItem(`${slot}-count`, String(count))
        const made = { endpoint: `https://push.example.com/${count}`, ...keys, key }
        localStorage.setItem(slot, JSON.stringify(made))
        return asSubscription(made)
      }
    },
    { keys: { p256dh: keys.p256dh, auth: keys.auth }, slot: FAKE_PUSH, fails: options.fails === true },
  )
}
