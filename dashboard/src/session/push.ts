// Whether this browser is pushed to: asks the site, the browser, the person and the server, in that order. Every failure
// is a value; where push cannot work the state says why, because the way out differs.

import { signal } from '@preact/signals'
import { type PushHindrance, pushHindrance } from './push-hindrance.ts'
import { request } from './request.ts'
import { registerWorker, WORKER } from './worker.ts'

/** `absent`: the site has not switched push on. `blocked`: the person, or the browser for them, has said no. */
export type PushState = 'unknown' | 'absent' | PushHindrance | 'off' | 'on' | 'blocked'
export const pushState = signal<PushState>('unknown')

export const isInstalled = (): boolean =>
  matchMedia('(display-mode: standalone)').matches ||
  ('standalone' in navigator && navigator.standalone === true)

const hindrance = (): PushHindrance | null =>
  pushHindrance({
    userAgent: navigator.userAgent,
    maxTouchPoints: navigator.maxTouchPoints,
    standalone: isInstalled(),
    secure: isSecureContext,
    hasPush: 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window,
  })

const keyBytes = (base64url: string): Uint8Array<ArrayBuffer> => {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

type ServerKey = Readonly<{ key: string }> | 'absent' | 'unreachable'

const serverKey = async (): Promise<ServerKey> => {
  const answer = await request<{ publicKey: string }>('/api/push/key', { quiet: true })
  if (answer.ok) return { key: answer.value.publicKey }
  return answer.status === 404 ? 'absent' : 'unreachable'
}

const registration = (): Promise<ServiceWorkerRegistration | undefined> =>
  navigator.serviceWorker.getRegistration(WORKER)

const current = async (): Promise<PushSubscription | null> =>
  (await (await registration())?.pushManager.getSubscription()) ?? null

/** False where it was made for another key: the server's messages would be refused. Unknown counts as the same. */
const isForKey = (subscription: PushSubscription, key: string): boolean => {
  const own = subscription.options?.applicationServerKey
  if (own === null || own === undefined) return true
  const [mine, wanted] = [new Uint8Array(own), keyBytes(key)]
  return mine.length === wanted.length && mine.every((byte, i) => byte === wanted[i])
}

const send = async (subscription: PushSubscription): Promise<boolean> => {
  const { endpoint, keys } = subscription.toJSON()
  const body = { endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth } }
  return (await request('/api/push/subscriptions', { method: 'POST', body })).ok
}

/** A subscription for the server's key, in place of one for a key it had before. */
const subscribe = async (worker: ServiceWorkerRegistration, key: string): Promise<PushSubscription> => {
  const known = await worker.pushManager.getSubscription()
  if (known !== null && isForKey(known, key)) return known
  await known?.unsubscribe()
  return await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) })
}

/**
 * Looks how things stand. A browser that is switched on says so to the server again, which may have forgotten it, and
 * subscribes anew where the server has another key: nobody is to find out in an emergency.
 */
export const refreshPush = async (): Promise<void> => {
  const known = await serverKey()
  if (known === 'unreachable') return
  pushState.value = known === 'absent' ? 'absent' : await lookAround(known.key)
}

async function lookAround(key: string): Promise<PushState> {
  const why = hindrance()
  if (why !== null) return why
  if (Notification.permission === 'denied') return 'blocked'
  try {
    const worker = await registration()
    if (Notification.permission !== 'granted' || (await worker?.pushManager.getSubscription()) == null)
      return 'off'
    return worker !== undefined && (await send(await subscribe(worker, key))) ? 'on' : 'off'
  } catch {
    // Safari subscribes only when somebody touches the switch.
    return 'off'
  }
}

/** `noService`: the browser cannot reach its own push service, as many Android phones in China cannot. */
export type PushFailure = 'blocked' | 'noService' | 'failed'

/** Null when it is on now, else what stood in the way. Call it from a click: browsers ask only then. */
export const switchPushOn = async (): Promise<PushFailure | null> => {
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') {
    pushState.value = permission === 'denied' ? 'blocked' : 'off'
    return 'blocked'
  }
  const known = await serverKey()
  if (typeof known === 'string') return 'failed'
  if ((await registerWorker()) === undefined) return 'failed'
  let subscription: PushSubscription
  try {
    subscription = await subscribe(await navigator.serviceWorker.ready, known.key)
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotAllowedError') {
      pushState.value = 'blocked'
      return 'blocked'
    }
    return 'noService'
  }
  if (!(await send(subscription))) return 'failed'
  pushState.value = 'on'
  return null
}

/** Also at log-out: a phone that somebody else may pick up must not go on telling. */
export const switchPushOff = async (): Promise<void> => {
  if (!('serviceWorker' in navigator)) return
  const subscription = await current().catch(() => null)
  if (subscription !== null) {
    const { endpoint } = subscription
    await request('/api/push/subscriptions', { method: 'DELETE', body: { endpoint }, quiet: true })
    await subscription.unsubscribe().catch(() => false)
  }
  if (pushState.value === 'on') pushState.value = 'off'
}
