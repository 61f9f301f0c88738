// A person's quiet hours: when their telephone may stay silent, and what breaks through all the same. Knows nothing
// of steps: a chain that finds somebody in quiet hours goes on to the next.

import type { Alert, Severity } from '../model/alert.ts'
import type { Recipient } from '../model/notification.ts'
import type { Person } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { dayOf, minutesOf, momentOf, plusDays } from '../roster/calendar.ts'
import { wallClock } from './roster.ts'
import type { Mail } from './telling.ts'

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

/** Whether this alert may not ring at this person now. What is critical, and every emergency, always may. */
export function isQuiet(
  person: Pick<Person, 'quietFrom' | 'quietTo' | 'quietUpTo'>,
  alert: Pick<Alert, 'severity' | 'emergency'>,
  at: Readonly<{ now: number; timeZone: string }>,
): boolean {
  const { quietFrom, quietTo, quietUpTo = 'warning' } = person
  if (quietFrom === undefined || quietTo === undefined) return false
  if (alert.emergency || RANK[alert.severity] > RANK[quietUpTo]) return false
  const { minutes } = wallClock(at.now, at.timeZone)
  const from = minutesOf(quietFrom)
  const to = minutesOf(quietTo)
  return to > from ? minutes >= from && minutes < to : minutes >= from || minutes < to
}

/** When the quiet hours are over that somebody is in now. */
export function wakesAt(
  { quietTo = '00:00' }: Pick<Person, 'quietTo'>,
  { now, timeZone }: Readonly<{ now: EpochMs; timeZone: string }>,
): EpochMs {
  const today = dayOf(now, timeZone)
  const at = momentOf(today, minutesOf(quietTo), timeZone)
  return at > now ? at : momentOf(plusDays(today, 1), minutesOf(quietTo), timeZone)
}

export type Split = Readonly<{ awake: readonly Recipient[]; quiet: readonly Recipient[] }>

/** Who of these may be told now. An officer on duty is there to be told: `duty` of a step has no quiet hours. */
export function splitByQuiet(
  mail: Mail,
  recipients: readonly Recipient[],
  exempt?: Recipient['role'],
): Split {
  const { alert, context, place } = mail
  const at = { now: context.now, timeZone: place.community?.timeZone ?? 'Asia/Shanghai' }
  const silent = ({ kind, id, role }: Recipient): boolean => {
    const person = kind === 'person' && role !== exempt ? context.directory.people.get(id) : undefined
    return person !== undefined && isQuiet(person, alert, at)
  }
  return {
    awake: recipients.filter((recipient) => !silent(recipient)),
    quiet: recipients.filter(silent),
  }
}
