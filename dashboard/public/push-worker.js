// The service worker of "notify me on this phone": shows what was pushed, opens the alert, and says that it did so.
// It keeps nothing and answers no requests: the page itself always comes from the server.

const report = (key, reached) =>
  fetch('/api/push/receipts', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key, reached }),
  }).catch(() => undefined)

const read = (event) => {
  try {
    return event.data.json()
  } catch {
    return { title: '守望 Shouwang', body: '', url: '/', key: '', reason: 'raised', severity: 'warning' }
  }
}

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const { title, body, url, key, alertId, reason, severity } = read(event)
  const over = reason === 'withdrawn' || reason === 'resolved'
  // The newest word about an alert replaces the older one on the screen.
  const shown = self.registration.showNotification(title, {
    body,
    icon: '/favicon.svg',
    tag: `alert-${alertId ?? key}`,
    renotify: true,
    requireInteraction: severity === 'critical' && !over,
    ...(over ? {} : { vibrate: [400, 150, 400, 150, 400] }),
    data: { url, key },
  })
  event.waitUntil(Promise.all([shown, key === '' ? undefined : report(key, 'delivered')]))
})

self.addEventListener('notificationclick', (event) => {
  const { url = '/', key = '' } = event.notification.data ?? {}
  event.notification.close()
  const open = async () => {
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
    const [page] = pages
    if (page === undefined) return self.clients.openWindow(url)
    await page.navigate(url).catch(() => undefined)
    return page.focus()
  }
  event.waitUntil(Promise.all([open(), key === '' ? undefined : report(key, 'read')]))
})
