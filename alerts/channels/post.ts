// One POST to a provider, and what its answer means as far as HTTP says it: too busy, in trouble, or refused. What the
// body of a 2xx means is each channel's own business. Never puts an address or a secret into a reason.

import type { EpochMs } from '../model/time.ts'
import type { Retry, Sent } from './channel.ts'

/** The part of the platform's fetch the channels use. */
export type Post = (
  url: string,
  init: {
    method: 'POST'
    headers: Record<string, string>
    body: string | Uint8Array<ArrayBuffer>
    signal: AbortSignal
    redirect: 'manual'
  },
) => Promise<{
  status: number
  headers: { get(name: string): string | null }
  body: { cancel(): Promise<void> } | null
  arrayBuffer(): Promise<ArrayBuffer>
}>

export type Answer = Readonly<{ status: number; retryAfterMs?: number; text: string }>
export type Posted = Readonly<{ ok: true; answer: Answer }> | Readonly<{ ok: false; sent: Retry }>

/** Providers answer in a few hundred bytes; whatever is longer is no answer of theirs. */
const LONGEST_ANSWER = 65_536
const TRY_AGAIN = new Set([408, 425, 429])

/** Retry-After in seconds or as an HTTP date [RFC 9110 10.2.3]; undefined when absent or unreadable. */
export function retryAfterMs(header: string | null, now: EpochMs): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** The cause says more than "fetch failed": ECONNREFUSED, ENOTFOUND, a TLS code. Never the URL or the secret. */
export function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  if (error instanceof Error) return error.name === 'AbortError' ? 'timeout' : error.message
  return String(error)
}

/** Posts and reads the answer. A failure of the network is a retry with its cause. */
export async function post(
  url: string,
  request: Readonly<{
    fetch: Post
    headers: Record<string, string>
    body: string | Uint8Array<ArrayBuffer>
    signal: AbortSignal
    now(): EpochMs
  }>,
): Promise<Posted> {
  const { headers, body, signal } = request
  try {
    const response = await request.fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    const length = Number(response.headers.get('content-length') ?? 0)
    if (length > LONGEST_ANSWER) response.body?.cancel().catch(() => undefined)
    const bytes = length > LONGEST_ANSWER ? new ArrayBuffer(0) : await response.arrayBuffer()
    const pause = retryAfterMs(response.headers.get('retry-after'), request.now())
    const text = new TextDecoder().decode(bytes.slice(0, LONGEST_ANSWER))
    return {
      ok: true,
      answer: { status: response.status, text, ...(pause === undefined ? {} : { retryAfterMs: pause }) },
    }
  } catch (error) {
    return { ok: false, sent: { result: 'retry', reason: networkReason(error) } }
  }
}

/** What the status alone says; undefined for 2xx. A refusal is the channel's: its key, its address, its settings. */
export function refusal({
  status,
  retryAfterMs: pause,
}: Answer): Exclude<Sent, { result: 'delivered' }> | undefined {
  if (status >= 200 && status < 300) return undefined
  const reason = `HTTP ${status}`
  if (status < 500 && !TRY_AGAIN.has(status)) return { result: 'rejected', reason, about: 'channel' }
  return { result: 'retry', reason, ...(pause === undefined ? {} : { afterMs: pause }) }
}

/** The answer's JSON object; undefined when it is none, which a proxy's error page is not. */
export function readJson({ text }: Answer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** A 2xx that is not what the provider publishes says nothing about the message: it is tried again. */
export const GARBAGE: Retry = { result: 'retry', reason: 'unreadable answer' }
