// The service worker. Shows what was pushed, opens the alert, and says that it did so; where no page can be had it says
// that there is no connection. It keeps no data and no page of the app: what people see of their elders always comes
// from the server, now.

const OFFLINE = 'offline-1'
const OFFLINE_FILES = ['/offline.html', '/offline.css', '/offline.js', '/icons/icon.svg']
/** A page that has not come by then is not coming: a phone with one bar is as good as none. */
const PAGE_TIMEOUT_MS = 20_000

self.addEventListener('install', (event) => {
  const keep = async () => {
    const cache = await caches.open(OFFLINE)
    await cache.addAll(OFFLINE_FILES.map((path) => new Request(path, { cache: 'reload' })))
  }
  self.skipWaiting()
  event.waitUntil(keep())
})

self.addEventListener('activate', (event) => {
  const takeOver = async () => {
    for (const name of await caches.keys()) if (name !== OFFLINE) await caches.delete(name)
    await self.clients.claim()
  }
  event.waitUntil(takeOver())
})

/** The page from the server; the page about the missing connection when there is none, or no gateway behind the proxy. */
const openPage = async (request) => {
  const offline = () => caches.match('/offline.html', { cacheName: OFFLINE })
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), PAGE_TIMEOUT_MS)
  try {
    const answer = await fetch(request, { signal: abort.signal })
    return [502, 503, 504].includes(answer.status) ? ((await offline()) ?? answer) : answer
  } catch (error) {
    const page = await offline()
    if (page === undefined) throw error
    return page
  } finally {
    clearTimeout(timer)
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const { origin, pathname } = new URL(request.url)
  if (origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(openPage(request))
  // What the page about the missing connection is made of, and nothing else.
  else if (OFFLINE_FILES.includes(pathname))
    event.respondWith(
      fetch(request).catch(
        async (error) => (await caches.match(pathname, { cacheName: OFFLINE })) ?? Promise.reject(error),
      ),
    )
})

const post = (path, body) =>
  fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined)

const report = (key, reached) => (key === '' ? undefined : post('/api/push/receipts', { key, reached }))

const UNREADABLE = {
  title: '守望 Shouwang',
  body: '有一条警报，请打开查看。An alert: open it.',
  url: '/',
  key: '',
  reason: 'raised',
  severity: 'warning',
}

const read = (event) => {
  try {
    return { ...UNREADABLE, ...event.data.json() }
  } catch {
    return UNREADABLE
  }
}

self.addEventListener('push', (event) => {
  const { title, body, url, link, key, alertId, reason, severity } = read(event)
  const over = reason === 'withdrawn' || reason === 'resolved'
  // The newest word about an alert replaces the older one on the screen.
  const shown = self.registration.showNotification(title, {
    body,
    icon: '/icons/icon-192.png',
    badge: '/icons/badge-96.png',
    tag: `alert-${alertId ?? key}`,
    renotify: true,
    requireInteraction: severity === 'critical' && !over,
    ...(over ? {} : { vibrate: [400, 150, 400, 150, 400] }),
    data: { url, link, key },
  })
  event.waitUntil(Promise.all([shown, report(key, 'delivered')]))
})

/** On the page that is open, where there is one the browser lets be led; else on a new one. */
const open = async (url) => {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  for (const page of pages) {
    await page.focus().catch(() => undefined)
    if (await page.navigate(url).catch(() => null)) return
  }
  await self.clients.openWindow(url)
}

self.addEventListener('notificationclick', (event) => {
  const { url = '/', link, key = '' } = event.notification.data ?? {}
  event.notification.close()
  // Who is logged in sees everything; who is not can still act, by the link of the message.
  const goTo = async () => {
    const session =
      link && (await fetch('/api/session', { credentials: 'same-origin' }).catch(() => undefined))
    return open(session?.status === 401 ? link : url)
  }
  event.waitUntil(Promise.all([goTo(), report(key, 'read')]))
})

/** The browser has made a new address for this phone: the server must know it before the next alert. */
self.addEventListener('pushsubscriptionchange', (event) => {
  const renew = async () => {
    const options = event.oldSubscription?.options
    const renewed =
      event.newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)))
    if (!renewed) return
    const { endpoint, keys } = renewed.toJSON()
    await post('/api/push/subscriptions', { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } })
  }
  event.waitUntil(renew())
})
