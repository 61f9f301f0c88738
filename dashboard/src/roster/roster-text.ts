// Changes of the roster, and why one was refused, in words.

import type { RosterChange, RosterView, StaffMember } from '../server-types.ts'
import type { Answer } from '../session/request.ts'
import { locale, nameOf, text } from '../text/text.ts'
import { dateText, type Reader, spanText } from './zoned.ts'

export const readerOf = ({ timeZone }: Pick<RosterView, 'timeZone'>): Reader => ({
  words: text.value,
  locale: locale.value,
  timeZone,
})

/** The name of somebody of the staff; the id of who has left. */
export const namesOf =
  ({ staff }: Pick<RosterView, 'staff'>) =>
  (personId: string): string => {
    const one = staff.find((member) => member.personId === personId)
    return one === undefined ? personId : nameOf(one)
  }

/** Officers first; the others may stand in too. */
export const officersOf = ({ staff }: Pick<RosterView, 'staff'>): readonly StaffMember[] =>
  staff.filter(({ role }) => role === 'duty' || role === 'director')

export const weekdayName = (weekday: number): string => text.value.roster.weekdays[weekday - 1] ?? ''

export const planText = (plan: Extract<RosterChange, { kind: 'holiday' }>['plan']): string =>
  'like' in plan ? text.value.roster.like(weekdayName(plan.like)) : text.value.roster.ownPlan

/** 班 on a Sunday that is worked like a Monday, 休 otherwise. */
export const isWorkday = ({ plan }: Extract<RosterChange, { kind: 'holiday' }>): boolean =>
  'like' in plan && plan.like <= 5

/** What a change says, in one line. */
export const changeTitle = (change: RosterChange, name: (id: string) => string): string => {
  const words = text.value.roster
  switch (change.kind) {
    case 'holiday':
      return `${change.name} · ${planText(change.plan)}`
    case 'swap':
      return change.inReturn === undefined
        ? words.swap.done(name(change.personId), name(change.by))
        : words.swap.exchanged(name(change.personId), name(change.by))
    case 'override': {
      const who = change.personIds.map(name).join(words.list)
      if (change.instead === undefined) return words.override.said(who)
      return who === ''
        ? words.override.saidAway(name(change.instead))
        : words.override.saidInstead(who, name(change.instead))
    }
  }
}

/** When it is, in the community's time. */
export const changeTime = (change: RosterChange, reader: Reader): string => {
  if (change.kind === 'holiday')
    return change.firstDay === change.lastDay
      ? dateText(reader, change.firstDay)
      : text.value.roster.weekOf(dateText(reader, change.firstDay), dateText(reader, change.lastDay))
  const spans = change.kind === 'swap' && change.inReturn !== undefined ? [change, change.inReturn] : [change]
  return spans.map((span) => spanText(reader, span)).join(' ⇄ ')
}

/** More gaps than these are counted, not listed. */
const MOST_LISTED = 3

/** Why the server said no, with the minutes it is about. */
export const refusalText = (answer: Extract<Answer<unknown>, { ok: false }>, view: RosterView): string => {
  const words = text.value
  const { gaps = [], personId = '' } = answer
  const reader = readerOf(view)
  const shown = gaps.slice(0, MOST_LISTED).map((gap) => spanText(reader, gap))
  const when = [...shown, ...(gaps.length > MOST_LISTED ? ['…'] : [])].join(words.roster.list)
  const who = namesOf(view)(personId)
  switch (answer.code) {
    case 'leavesUncovered':
      return words.roster.refused.leavesUncovered(when)
    case 'notOnDuty':
      return words.roster.refused.notOnDuty(who, when)
    case 'alreadyOnDuty':
      return words.roster.refused.alreadyOnDuty(who, when)
    default:
      return [words.problem[answer.code] ?? answer.code, ...answer.faults.map((one) => one.message)].join(' ')
  }
}
