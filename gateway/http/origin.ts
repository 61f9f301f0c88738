// Whether a request was made by our own pages: the second lock beside SameSite=Strict, for writes and for the socket.

import type { IncomingHttpHeaders } from 'node:http'

export type OriginPolicy = Readonly<{
  /** Further origins that may write, e.g. a development server: `http://localhost:5173`. */
  origins: readonly string[]
  /** A proxy in front is trusted: its X-Forwarded-Host is the host people typed. */
  trustProxy: boolean
}>

/**
 * True when `Origin` is ours. Browsers send it with every write and every WebSocket; a client without one is no
 * browser and cannot be tricked, unless `Sec-Fetch-Site` says that it is one after all.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, policy: OriginPolicy): boolean {
  const { origin } = headers
  if (origin === undefined) {
    const site = headers['sec-fetch-site']
    return site === undefined || site === 'same-origin' || site === 'none'
  }
  if (policy.origins.includes(origin)) return true
  const forwarded = policy.trustProxy ? headers['x-forwarded-host'] : undefined
  const host = [forwarded ?? headers.host].flat()[0]?.split(',')[0]?.trim()
  return host !== undefined && hostOf(origin) === host.toLowerCase()
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
