// One door to the HTTP API. Every failure is a value with a code the dictionary knows; nothing throws.

import type { Problem } from '../server-types.ts'

export type Answer<T> =
  | Readonly<{ ok: true; value: T }>
  | Readonly<{
      ok: false
      status: number
      code: string
      faults: NonNullable<Problem['faults']>
      /** Who was faster, where the answer is 409 and says so. */
      conflict?: unknown
      /** Minutes it is about, and whom, where the roster refuses a change. */
      gaps?: Problem['gaps']
      personId?: string | undefined
    }>

const TIMEOUT_MS = 15_000

/** What a status means when the answer carries no code of its own. */
const codeOfStatus = (status: number): string => {
  if (status === 401) return 'notLoggedIn'
  if (status === 403) return 'roleNotAllowed'
  if (status === 404) return 'notFound'
  if (status === 409) return 'deviceExists'
  if (status === 429) return 'tooManyAttempts'
  if (status === 503) return 'storeUnavailable'
  return status >= 500 ? 'internal' : 'invalidRequest'
}

let onUnauthorised: () => void = () => {}
/** Called whenever the server no longer knows this session. */
export const whenUnauthorised = (act: () => void): void => {
  onUnauthorised = act
}

const failure = async <T>(response: Response): Promise<Answer<T>> => {
  const problem = (await response.json().catch(() => null)) as
    | (Partial<Problem> & { conflict?: unknown })
    | null
  return {
    ok: false,
    status: response.status,
    code: problem?.code ?? codeOfStatus(response.status),
    faults: problem?.faults ?? [],
    ...(problem?.conflict === undefined ? {} : { conflict: problem.conflict }),
    ...(problem?.gaps === undefined ? {} : { gaps: problem.gaps, personId: problem.personId }),
  }
}

type Options = Readonly<{
  method?: 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  quiet?: boolean
  timeoutMs?: number
}>

/** `quiet`: a 401 is an answer here, not the end of the session (logging in, asking who am I). */
export const request = async <T>(path: string, options: Options = {}): Promise<Answer<T>> => {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), options.timeoutMs ?? TIMEOUT_MS)
  try {
    const response = await fetch(path, {
      method: options.method ?? 'GET',
      credentials: 'same-origin',
      headers: options.body === undefined ? {} : { 'content-type': 'application/json' },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: abort.signal,
    })
    if (response.status === 401 && options.quiet !== true) onUnauthorised()
    if (!response.ok) return await failure<T>(response)
    const value = response.status === 204 ? undefined : await response.json()
    return { ok: true, value: value as T }
  } catch {
    const code = abort.signal.aborted ? 'timeout' : 'unreachable'
    return { ok: false, status: 0, code, faults: [] }
  } finally {
    clearTimeout(timer)
  }
}

/** A fresh id for a request that must not act twice. crypto.randomUUID needs a secure context; this does not. */
export const requestId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
