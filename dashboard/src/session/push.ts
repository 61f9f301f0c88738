// Whether this browser is pushed to: asks the person, the browser and the server, in that order. Every failure is a
// value; where push cannot work the answer is `unavailable` and nothing is shown.

import { signal } from '@preact/signals'
import { request } from './request.ts'

export type PushState = 'unknown' | 'unavailable' | 'off' | 'on' | 'blocked'
export const pushState = signal<PushState>('unknown')

const WORKER = '/push-worker.js'

/** Browsers offer it on https (and on this machine) only. */
const isOffered = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

const keyBytes = (base64url: string): Uint8Array<ArrayBuffer> => {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/')
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

const serverKey = async (): Promise<string | null> => {
  const answer = await request<{ publicKey: string }>('/api/push/key', { quiet: true })
  return answer.ok ? answer.value.publicKey : null
}

const current = async (): Promise<PushSubscription | null> => {
  const registration = await navigator.serviceWorker.getRegistration(WORKER)
  return (await registration?.pushManager.getSubscription()) ?? null
}

const send = async (subscription: PushSubscription): Promise<boolean> => {
  const { endpoint, keys } = subscription.toJSON()
  const body = { endpoint, keys: { p256dh: keys?.p256dh, auth: keys?.auth } }
  return (await request('/api/push/subscriptions', { method: 'POST', body })).ok
}

/** Looks how things stand; a browser that is switched on says so to the server again, which may have forgotten. */
export const refreshPush = async (): Promise<void> => {
  if (!isOffered() || (await serverKey()) === null) {
    pushState.value = 'unavailable'
    return
  }
  if (Notification.permission === 'denied') {
    pushState.value = 'blocked'
    return
  }
  const subscription = await current().catch(() => null)
  pushState.value = subscription !== null && (await send(subscription)) ? 'on' : 'off'
}

/** Null when it is on now, else what stood in the way. Call it from a click: browsers ask only then. */
export const switchPushOn = async (): Promise<'blocked' | 'failed' | null> => {
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') {
    pushState.value = permission === 'denied' ? 'blocked' : 'off'
    return 'blocked'
  }
  try {
    const key = await serverKey()
    if (key === null) return 'failed'
    await navigator.serviceWorker.register(WORKER)
    const registration = await navigator.serviceWorker.ready
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: keyBytes(key),
    })
    if (!(await send(subscription))) return 'failed'
  } catch {
    return 'failed'
  }
  pushState.value = 'on'
  return null
}

/** Also at log-out: a phone that somebody else may pick up must not go on telling. */
export const switchPushOff = async (): Promise<void> => {
  if (!isOffered()) return
  const subscription = await current().catch(() => null)
  if (subscription !== null) {
    const { endpoint } = subscription
    await request('/api/push/subscriptions', { method: 'DELETE', body: { endpoint }, quiet: true })
    await subscription.unsubscribe().catch(() => false)
  }
  if (pushState.value === 'on') pushState.value = 'off'
}
