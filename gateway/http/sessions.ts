// Who is logged in: a random token in a cookie, its hash in the store, twelve hours from the login. Decides nothing
// about what a person may see or do; HTTP and the live socket both ask it whose cookie this is.

import { createHash, randomBytes } from 'node:crypto'
import { fastifyCookie } from '@fastify/cookie'
import type { Directory, Role } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { HOUR, SECOND } from '../../alerts/model/time.ts'
import { GatewayError } from '../errors.ts'
import type { Scope } from '../people/scope.ts'
import { scopeOf } from '../people/scope.ts'
import { type Attempt, createLogin, type LoginOutcome } from './login.ts'
import type { AccountPort, StoredSession } from './ports.ts'

export const SESSION_COOKIE = 'shouwang'
export const SESSION_MS = 12 * HOUR
/** How long a session is believed before the store is asked again: what a disabled account can still do. */
const BELIEVED_MS = 10 * SECOND
const MAX_BELIEVED = 10_000

export type Viewer = Readonly<{
  personId: string
  role: Role
  scope: Scope
  /** SHA-256 of the token, hex: names the session without opening it. */
  sessionHash: string
  expiresAt: EpochMs
}>

export type Sessions = Readonly<{
  /** Checks the password and opens a session; `token` goes into the cookie and is kept nowhere else. */
  logIn(
    attempt: Attempt,
  ): Promise<
    Readonly<{ ok: true; token: string; viewer: Viewer }> | Exclude<LoginOutcome, Readonly<{ ok: true }>>
  >
  logOut(cookieHeader: string | undefined): Promise<void>
  /** Whose cookie this is; undefined when nobody's. Rejects with `storeUnavailable` when it cannot tell. */
  viewerOf(cookieHeader: string | undefined): Promise<Viewer | undefined>
  /** Called with the session's hash when it is logged out or found gone; returns `unsubscribe`. */
  onEnd(listener: (sessionHash: string) => void): () => void
}>

export type SessionsDeps = Readonly<{
  accounts: AccountPort
  directory(): Directory
  now(): EpochMs
}>

export function createSessions({ accounts, directory, now }: SessionsDeps): Sessions {
  const login = createLogin({ accounts, directory, now })
  const believed = new Map<string, Readonly<{ session: StoredSession; checkedAt: EpochMs }>>()
  const listeners = new Set<(sessionHash: string) => void>()

  const believe = (session: StoredSession): void => {
    believed.delete(session.tokenHash)
    believed.set(session.tokenHash, { session, checkedAt: now() })
    for (const hash of believed.keys()) {
      if (believed.size <= MAX_BELIEVED) break
      believed.delete(hash)
    }
  }
  const end = (sessionHash: string): void => {
    believed.delete(sessionHash)
    for (const listener of listeners) listener(sessionHash)
  }

  async function sessionOf(sessionHash: string): Promise<StoredSession | undefined> {
    const known = believed.get(sessionHash)
    if (known !== undefined && now() - known.checkedAt < BELIEVED_MS) return known.session
    try {
      const session = await accounts.session(sessionHash)
      const account = session && (await accounts.byPerson(session.personId))
      if (session !== undefined && account !== undefined && !account.disabled) {
        believe(session)
        return session
      }
    } catch (error) {
      // A store in trouble does not throw the duty officer off the board.
      if (known !== undefined && error instanceof GatewayError) return known.session
      throw error
    }
    if (known !== undefined) end(sessionHash)
    return undefined
  }

  const asViewer = (session: StoredSession): Viewer | undefined => {
    const person = directory().people.get(session.personId)
    const scope = scopeOf(directory(), session.personId)
    if (person === undefined || scope === undefined) return undefined
    const { tokenHash: sessionHash, personId, expiresAt } = session
    return { personId, role: person.role, scope, sessionHash, expiresAt }
  }

  return {
    async logIn(attempt) {
      const outcome = await login(attempt)
      if (!outcome.ok) return outcome
      const token = randomBytes(32).toString('base64url')
      const createdAt = now()
      const session: StoredSession = {
        tokenHash: hashToken(token),
        personId: outcome.personId,
        createdAt,
        expiresAt: createdAt + SESSION_MS,
        address: attempt.address,
      }
      await accounts.createSession(session)
      believe(session)
      const viewer = asViewer(session)
      return viewer === undefined ? { ok: false, code: 'wrongLogin' } : { ok: true, token, viewer }
    },
    async logOut(cookieHeader) {
      const token = tokenOf(cookieHeader)
      if (token === undefined) return
      const sessionHash = hashToken(token)
      await accounts.deleteSession(sessionHash)
      end(sessionHash)
    },
    async viewerOf(cookieHeader) {
      const token = tokenOf(cookieHeader)
      if (token === undefined) return undefined
      const sessionHash = hashToken(token)
      const session = await sessionOf(sessionHash)
      if (session === undefined) return undefined
      if (session.expiresAt > now()) return asViewer(session)
      end(sessionHash)
      return undefined
    },
    onEnd(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** 32 bytes of base64url; anything else never was one of ours and costs no look-up. */
function tokenOf(cookieHeader: string | undefined): string | undefined {
  if (cookieHeader === undefined) return undefined
  const token = fastifyCookie.parse(cookieHeader)[SESSION_COOKIE]
  return token !== undefined && /^[A-Za-z0-9_-]{43}$/.test(token) ? token : undefined
}
