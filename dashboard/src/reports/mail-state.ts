// How the sending of reports stands, in one word. Pure.

import type { EpochMs, ReportMailAnswer } from '../server-types.ts'

/** `off`: nobody is named. `noServer`: somebody is, but the site sends no e-mail. `failed`: one of the newest did not arrive. */
export type MailState = 'off' | 'noServer' | 'on' | 'failed'

export function mailState({ isOn, readers, sent }: ReportMailAnswer): MailState {
  if (readers.length === 0) return 'off'
  if (!isOn) return 'noServer'
  const newest = [sent.find(({ kind }) => kind === 'daily'), sent.find(({ kind }) => kind === 'monthly')]
  const isLost = newest.some((one) => one?.to.some(({ status }) => status === 'failed'))
  return isLost ? 'failed' : 'on'
}

/** What is on its way is looked at again after this, what is due once it should be there. */
const UNDER_WAY_MS = 5_000
const DUE_MS = 15_000
/** Timers of browsers hold no month. */
const LONGEST_MS = 6 * 3_600_000

/** When the page should ask again; undefined while nothing can change by itself. */
export function lookAgainAt({ sent, next }: ReportMailAnswer, now: EpochMs): EpochMs | undefined {
  const isUnderWay = sent.some(({ to }) =>
    to.some(({ status }) => status !== 'delivered' && status !== 'failed'),
  )
  if (isUnderWay) return now + UNDER_WAY_MS
  if (next.length === 0) return undefined
  const due = Math.min(...next.map(({ at }) => at)) + DUE_MS
  return Math.min(Math.max(due, now + DUE_MS), now + LONGEST_MS)
}
