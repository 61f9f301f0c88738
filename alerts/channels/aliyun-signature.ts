// Aliyun's V3 signature (ACS3-HMAC-SHA256): the request in one agreed form, hashed, signed with the raw secret, in hex.
// Chance and hashing are arguments; whoever sends it must send exactly these headers.

import type { EpochMs } from '../model/time.ts'

export type AliyunKey = Readonly<{ id: string; secret: string }>
export type Digest = Readonly<{
  /** Lower-case hex of SHA-256. */
  sha256(text: string): string
  /** Lower-case hex of HMAC-SHA256. */
  hmac(key: string, text: string): string
}>

export type AliyunRequest = Readonly<{
  host: string
  action: string
  version: string
  /** Query parameters; the body is empty. */
  query: Readonly<Record<string, string>>
  now: EpochMs
  nonce: string
}>

/** RFC 3986: everything but letters, digits and -_.~ */
export const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

export const sortedQuery = (query: Readonly<Record<string, string>>): string =>
  Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name] ?? '')}`)
    .join('&')

/** The headers of a signed POST of `/?query`, without `host`, which the transport writes itself. */
export function signAliyun(
  request: AliyunRequest,
  key: AliyunKey,
  digest: Digest,
): Readonly<{ headers: Record<string, string>; query: string }> {
  const bodyHash = digest.sha256('')
  const query = sortedQuery(request.query)
  const signed: Record<string, string> = {
    host: request.host,
    'x-acs-action': request.action,
    'x-acs-content-sha256': bodyHash,
    // Whole seconds; the other side allows fifteen minutes.
    'x-acs-date': `${new Date(request.now).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': request.nonce,
    'x-acs-version': request.version,
  }
  const names = Object.keys(signed).sort()
  // Each header ends its own line, and the join adds another: hence the empty line.
  const headerLines = names.map((name) => `${name}:${signed[name]}\n`).join('')
  const canonical = ['POST', '/', query, headerLines, names.join(';'), bodyHash].join('\n')
  const signature = digest.hmac(key.secret, `ACS3-HMAC-SHA256\n${digest.sha256(canonical)}`)
  const { host: _, ...headers } = signed
  return {
    query,
    headers: {
      ...headers,
      Authorization: `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(';')},Signature=${signature}`,
    },
  }
}
