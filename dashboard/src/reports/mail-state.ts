// How the sending of reports stands, in one word. Pure.

import type { ReportMailAnswer } from '../server-types.ts'

/** `off`: nobody is named. `noServer`: somebody is, but the site sends no e-mail. `failed`: one of the newest did not arrive. */
export type MailState = 'off' | 'noServer' | 'on' | 'failed'

export function mailState({ isOn, readers, sent }: ReportMailAnswer): MailState {
  if (readers.length === 0) return 'off'
  if (!isOn) return 'noServer'
  const newest = [sent.find(({ kind }) => kind === 'daily'), sent.find(({ kind }) => kind === 'monthly')]
  const isLost = newest.some((one) => one?.to.some(({ status }) => status === 'failed'))
  return isLost ? 'failed' : 'on'
}
