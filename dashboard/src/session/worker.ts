// The service worker: shows what is pushed, and says plainly that there is no connection where a page cannot be had. For
// that it needs to know when the gateway was last heard, and whom to ring: kept here, and nothing about anybody's health.

import { effect } from '@preact/signals'
import { community, lastFrameAt } from '../live/store.ts'
import { forget, remember } from '../shell/memory.ts'

export const WORKER = '/push-worker.js'

/** No more often: it is a time of day. */
const NOTE_MS = 10_000

/** Undefined where the browser has none: http, private windows, WeChat. */
export const registerWorker = async (): Promise<ServiceWorkerRegistration | undefined> => {
  if (!('serviceWorker' in navigator)) return undefined
  return await navigator.serviceWorker.register(WORKER).catch(() => undefined)
}

/** For as long as somebody is logged in; returns what ends it. */
export const keepOfflinePage = (): (() => void) => {
  void registerWorker()
  let notedAt = 0
  return effect(() => {
    const at = lastFrameAt.value
    if (at === null || at - notedAt < NOTE_MS) return
    notedAt = at
    remember('heardAt', String(at))
    const phone = community.value?.phone
    if (phone !== undefined) remember('desk', phone)
  })
}

export const forgetOfflinePage = (): void => {
  forget('heardAt')
  forget('desk')
}
