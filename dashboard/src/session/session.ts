// Who is logged in. The cookie is the server's; this only mirrors what it says.

import { computed, signal } from '@preact/signals'
import type { Session } from '../server-types.ts'
import { suggestLocale } from '../text/text.ts'
import { switchPushOff } from './push.ts'
import { request, whenUnauthorised } from './request.ts'
import { forgetOfflinePage } from './worker.ts'

/** `unknown` until the server has answered once. */
export const session = signal<Session | null | 'unknown'>('unknown')
export const loginNotice = signal<'ended' | 'loggedOut' | null>(null)

export const me = computed<Session | null>(() => (session.value === 'unknown' ? null : session.value))
export const isStaff = computed(() => me.value !== null && me.value.role !== 'family')
export const mayAdopt = computed(() => me.value?.role === 'admin' || me.value?.role === 'director')
export const mayChangeRules = computed(() => mayAdopt.value)
export const maySilence = computed(() => mayAdopt.value || me.value?.role === 'duty')
export const maySeeDevices = computed(() => mayAdopt.value || me.value?.role === 'duty')

const enter = (next: Session): void => {
  suggestLocale(next.locale)
  loginNotice.value = null
  session.value = next
}

/** Asks the server who this browser is. Null: nobody; 'unreachable': it could not be asked. */
export const refreshSession = async (): Promise<'known' | 'nobody' | 'unreachable'> => {
  const answer = await request<Session>('/api/session', { quiet: true })
  if (answer.ok) {
    if (me.value?.personId !== answer.value.personId) enter(answer.value)
    return 'known'
  }
  if (answer.status !== 401) return 'unreachable'
  if (me.value !== null) loginNotice.value = 'ended'
  session.value = null
  return 'nobody'
}

/** Null on success, else the code of what went wrong. */
export const logIn = async (login: string, password: string): Promise<string | null> => {
  const answer = await request<Session>('/api/session', {
    method: 'POST',
    body: { login, password },
    quiet: true,
  })
  if (answer.ok) {
    enter(answer.value)
    return null
  }
  return answer.status === 401 ? 'wrongLogin' : answer.code
}

export const logOut = async (): Promise<string | null> => {
  await switchPushOff()
  forgetOfflinePage()
  const answer = await request<undefined>('/api/session', { method: 'DELETE', quiet: true })
  if (!answer.ok && answer.status !== 401) return answer.code
  loginNotice.value = 'loggedOut'
  session.value = null
  return null
}

whenUnauthorised(() => {
  if (me.value !== null) loginNotice.value = 'ended'
  session.value = null
})
