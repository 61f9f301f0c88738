// The network as the gateway sees it: answers by host as the test says, every request kept.

import { onTestFinished } from 'vitest'

export type Asked = Readonly<{ host: string; url: URL; headers: Record<string, string>; body: string }>
export type Answer = (asked: Asked, signal: AbortSignal) => Response | Promise<Response>

export const json =
  (body: object, status = 200): Answer =>
  () =>
    Response.json(body, { status })
/** Takes the request and says nothing, until it is cut off. */
export const never: Answer = (_, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
/** As fetch says it: the cause has the code. */
export const unreachable =
  (code: string): Answer =>
  () =>
    Promise.reject(
      Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) }),
    )

export function createNetwork(answers: Record<string, Answer>) {
  const asked: Asked[] = []
  let isOver = false
  onTestFinished(() => {
    isOver = true
  })
  const fetch = (async (
    url: string,
    init: { headers: Record<string, string>; body?: string; signal: AbortSignal },
  ) => {
    const { signal } = init
    if (signal.aborted || isOver) throw signal.reason ?? new Error('over')
    const to = new URL(url)
    const one = { host: to.host, url: to, headers: init.headers, body: String(init.body ?? '') }
    asked.push(one)
    return (answers[to.host] ?? unreachable('ENOTFOUND'))(one, signal)
  }) as unknown as typeof globalThis.fetch
  return {
    asked,
    fetch,
    to: (host: string) => asked.filter((one) => one.host === host),
    /** From now on. */
    answer(host: string, answer: Answer): void {
      answers[host] = answer
    },
  }
}
