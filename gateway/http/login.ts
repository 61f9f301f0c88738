// Whether a login and a password belong together, at the same cost for a login that does not exist, with a brake on
// guessing. Opens no session.

import type { Directory } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { hashPassword, isPassword, PASSWORD_LENGTH } from '../people/password.ts'
import type { AccountPort } from './ports.ts'
import { createThrottle, subscriberOf } from './throttle.ts'

export type Attempt = Readonly<{ login: string; password: string; address: string }>
export type LoginOutcome =
  | Readonly<{ ok: true; personId: string }>
  | Readonly<{ ok: false; code: 'wrongLogin' }>
  | Readonly<{ ok: false; code: 'tooManyAttempts'; retryAfterMs: number }>

/** A hash takes 20 MiB and a core: two at a time leave the rest of the machine to the alarms. */
const HASHING_AT_ONCE = 2
const MAX_WAITING = 32

export function createLogin({
  accounts,
  directory,
  now,
}: Readonly<{
  accounts: AccountPort
  directory(): Directory
  now(): EpochMs
}>): (attempt: Attempt) => Promise<LoginOutcome> {
  const throttle = createThrottle()
  const gate = createGate(HASHING_AT_ONCE, MAX_WAITING)
  // What an unknown login is checked against: the same work as for a known one.
  let nobody: Promise<string> | undefined
  const hashOfNobody = (): Promise<string> => {
    nobody ??= hashPassword('nobody')
    return nobody
  }

  return async ({ login, password, address }) => {
    // Logins are lower-case; telephones like to begin with a capital.
    const name = login.normalize('NFKC').toLowerCase()
    const byLogin = `login:${name}`
    const byAddress = `address:${subscriberOf(address)}`
    const keys = [byLogin, byAddress]
    const wait = throttle.wait(keys, now())
    if (wait > 0) return { ok: false, code: 'tooManyAttempts', retryAfterMs: wait }
    if (gate.isFull()) return { ok: false, code: 'tooManyAttempts', retryAfterMs: 1_000 }
    throttle.begin(keys, now())
    try {
      const account = await accounts.byLogin(name)
      const hash = account?.passwordHash ?? (await hashOfNobody())
      const right = await gate.run(() => isPassword(password.slice(0, PASSWORD_LENGTH.max), hash))
      const known = account !== undefined && !account.disabled && directory().people.has(account.personId)
      if (!right || !known) return { ok: false, code: 'wrongLogin' }
      throttle.succeed({ forget: byLogin, undo: [byAddress] })
      return { ok: true, personId: account.personId }
    } catch (error) {
      throttle.undo(keys)
      throw error
    }
  }
}

/** Runs at most `width` tasks at once and lets at most `waiting` more stand in line. */
function createGate(width: number, waiting: number) {
  const line: (() => void)[] = []
  let running = 0
  return {
    isFull: () => line.length >= waiting,
    async run<T>(task: () => Promise<T>): Promise<T> {
      if (running >= width) await new Promise<void>((resolve) => line.push(resolve))
      else running++
      try {
        return await task()
      } finally {
        const next = line.shift()
        // The place is handed on, not given back: the line keeps its order.
        if (next === undefined) running--
        else next()
      }
    },
  }
}
