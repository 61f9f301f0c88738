// The chain of tellings of one alert: which steps have fallen due, who is reached, what falls through, what is due
// next. Its whole memory is alert.nextStep and alert.dueAt, two columns of a row: there is no timer to lose.

import type { Alert, TimelineEntry } from '../model/alert.ts'
import type { Recipient } from '../model/notification.ts'
import { type EpochMs, MINUTE, SECOND } from '../model/time.ts'
import { nextStatus } from './lifecycle.ts'
import { type Firing, firingAt, isStaff, namedIn, type Policy, type Who } from './policy.ts'
import { splitByQuiet } from './quiet.ts'
import { ringSiren } from './siren.ts'
import {
  holdersOf,
  type Mail,
  type Missing,
  type Reached,
  recipientsOf,
  relativesInTurn,
  tell,
  type Wording,
} from './telling.ts'

/** A step told this long after it fell due is marked late in the timeline. */
export const LATE_AFTER = 10 * SECOND
/** While nobody at all can be reached, the last resort is tried again this often. */
export const NOBODY_RETRY = 5 * MINUTE

export type Note = Readonly<{ kind: TimelineEntry['kind']; detail: TimelineEntry['detail'] }>
export type Progress = Readonly<{
  notes: readonly Note[]
  nextStep: number
  dueAt: EpochMs | null
  /** A step of difficult problems was told. */
  difficult: boolean
}>

type Round = Readonly<{
  mail: Mail
  policy: Policy
  worsened: boolean
  notes: Note[]
  news?: Partial<Wording>
}>
type Timing = Readonly<{ early: boolean; late: boolean }>

/** Who was told, as a line of the timeline says it. */
export const namesOf = (recipients: readonly Recipient[]) => ({
  recipients: recipients.map(({ id }) => id),
  names: recipients.map(({ name }) => name),
  roles: recipients.map(({ role }) => role),
})

/** Shown, so that nobody wonders why a telephone stayed silent. */
const suppressed = ({ id, name, role }: Recipient, step: number): Note => ({
  kind: 'suppressed',
  detail: { step, recipient: id, name, role, reason: 'quietHours' },
})

/** Whether somebody who can come is asked: staff by their role, or one of them by name. */
const asksStaff = (mail: Mail, who: Who): boolean => {
  const personId = namedIn(who)
  return personId === undefined
    ? isStaff(who)
    : mail.context.directory.people.get(personId)?.role !== 'family'
}

/** Nobody's turn any more: every relative has been told, each and all together. */
function isTurnOver(mail: Mail, policy: Policy, index: number): boolean {
  const step = policy.steps[index]
  return step?.turn !== undefined && step.turn > 0 && relativesInTurn(mail, step).length === 0
}

/** Tells one step. Answered means: somebody was reached who can act, as far as the step names such people. */
function fire(
  { mail: outer, policy, worsened, notes, news }: Round,
  firing: Firing,
  timing: Timing,
): boolean {
  const step = policy.steps[firing.step]
  if (step === undefined) return false
  const mail = step.difficultProblem ? { ...outer, alert: { ...outer.alert, difficult: true } } : outer
  const first = firing.index === 0 || step.cancellable === true
  const reason = first ? (worsened ? 'updated' : 'raised') : 'escalated'
  const told: Recipient[] = []
  const missing: Note[] = []
  let staffReached = false
  for (const who of step.who) {
    const { awake, quiet } = splitByQuiet(mail, recipientsOf(mail, who, step), 'duty')
    missing.push(...quiet.map((recipient) => suppressed(recipient, firing.step)))
    const reached: Reached =
      awake.length === 0 && quiet.length > 0
        ? { ok: false, why: 'quietHours' }
        : tell(mail, awake, { ...news, reason, step: firing.step, channels: step.channels })
    if (reached.ok) {
      told.push(...reached.recipients)
      staffReached ||= asksStaff(mail, who)
    } else missing.push(fellThrough(mail, { step: firing.step, who, why: reached.why }))
  }
  // Whoever is on duty stands in for staff in their quiet hours; the steps after this one keep their time.
  if (!staffReached && missing.some(({ detail }) => detail.reason === 'quietHours')) {
    const standIns = tell(mail, recipientsOf(mail, 'duty'), { reason, step: firing.step })
    if (standIns.ok) {
      told.push(...standIns.recipients)
      staffReached = true
    }
  }
  if (told.length > 0)
    notes.push({
      kind: first ? 'notified' : 'escalated',
      detail: {
        step: firing.step,
        policy: policy.id,
        ...namesOf(told),
        ...(firing.round > 0 ? { round: firing.round } : {}),
        ...(timing.late ? { late: true } : {}),
        ...(timing.early ? { early: true } : {}),
        ...(step.difficultProblem ? { difficult: true } : {}),
      },
    })
  notes.push(...missing)
  return step.who.some((who) => asksStaff(mail, who))
    ? staffReached
    : told.some(({ role }) => role !== 'wearer')
}

function fellThrough(
  { context }: Mail,
  { step, who, why }: Readonly<{ step: number; who: Who; why: Missing }>,
): Note {
  const personId = namedIn(who)
  if (personId !== undefined) {
    const name = context.directory.people.get(personId)?.name ?? personId
    return { kind: 'fellThrough', detail: { step, role: 'person', recipient: personId, name, reason: why } }
  }
  const reason = why === 'noneListed' && isStaff(who) ? 'emptyRoster' : why
  return {
    kind: 'fellThrough',
    detail: { step, role: who === 'familyInOrder' ? 'family' : who, reason },
  }
}

/** Tells one step by itself, at the time it is asked to, and says what came of it. */
export function tellStep(
  mail: Mail,
  policy: Policy,
  { firing, news }: Readonly<{ firing: Firing; news: Partial<Wording> }>,
): readonly Note[] {
  const notes: Note[] = []
  fire({ mail, policy, worsened: false, notes, news }, firing, { early: false, late: false })
  return notes
}

/**
 * Nobody of the remaining steps can be reached: everyone who holds a fallback role, then every admin. First those who
 * are not in their quiet hours; before nobody at all is told, they are woken.
 */
function lastResort({ mail, policy, notes }: Round, step: number): boolean {
  const wording = { reason: 'escalated', step } as const
  for (const woken of [false, true])
    for (const roles of [policy.fallback, ['duty', 'director'], ['admin']] as const) {
      const told: Recipient[] = []
      for (const role of roles) {
        const holders = holdersOf(mail, role)
        const reached = tell(mail, woken ? holders : splitByQuiet(mail, holders).awake, wording)
        if (reached.ok) told.push(...reached.recipients)
      }
      if (told.length === 0) continue
      notes.push({ kind: 'escalated', detail: { step, policy: policy.id, ...namesOf(told), fallback: true } })
      return true
    }
  notes.push({ kind: 'fellThrough', detail: { step, role: 'everyone', reason: 'nobodyReachable' } })
  // It brings nobody by itself: the chain goes on looking.
  notes.push(...ringSiren(mail, step))
  return false
}

/** Of a last step and its repeats, the newest that has fallen due: after an outage one reminder is enough. */
function newestDue(policy: Policy, from: Firing, start: EpochMs, now: EpochMs): Firing {
  let firing = from
  for (;;) {
    const next = firingAt(policy, firing.index + 1)
    if (next === undefined || next.round === 0 || start + next.offsetMs > now) return firing
    firing = next
  }
}

/**
 * Fires every telling of the chain that has fallen due at `mail.context.now`, in order, each once; a step that
 * reaches nobody who can act brings the next one forward. `alert.dueAt` must not be null.
 */
export function advance(mail: Mail, policy: Policy, worsened: boolean): Progress {
  const { alert, context } = mail
  const { now } = context
  if (policy.boardOnly === true) return { notes: [], nextStep: 0, dueAt: null, difficult: false }
  const notes: Note[] = []
  const dueAt = alert.dueAt ?? now
  const round: Round = { mail, policy, worsened, notes }
  const first = firingAt(policy, alert.nextStep)
  // The chain's beginning need not be stored: it is what the due time says it is.
  const start = dueAt - (first?.offsetMs ?? 0)
  const nextFrom = (from: number): number => {
    let index = from
    while (isTurnOver(mail, policy, index)) index++
    return index
  }
  let index = nextFrom(alert.nextStep)
  let difficult = false
  let falling = first === undefined
  let told = false
  for (;;) {
    const next = firingAt(policy, index)
    const at = next === undefined ? now : start + next.offsetMs
    if (falling && (next === undefined || (next.round > 0 && at > now))) {
      const step = Math.min(index, policy.steps.length) - 1
      told = lastResort(round, Math.max(0, step)) || told
      falling = false
      if (!told) {
        const soon = now + NOBODY_RETRY
        return { notes, nextStep: index, dueAt: next === undefined ? soon : Math.min(at, soon), difficult }
      }
    }
    if (next === undefined) return { notes, nextStep: index, dueAt: null, difficult }
    if (!falling && at > now) return { notes, nextStep: index, dueAt: at, difficult }
    const firing = newestDue(policy, next, start, now)
    const firedFor = start + firing.offsetMs
    const timing = { early: firedFor > now, late: context.late || now - firedFor > LATE_AFTER }
    const answered = fire(round, firing, timing)
    difficult ||= policy.steps[firing.step]?.difficultProblem ?? false
    told ||= answered
    // A relative who is told in turn is nobody of the staff: whoever is looked for is still looked for.
    if ((policy.steps[firing.step]?.turn ?? 0) === 0) falling = !answered
    index = nextFrom(firing.index + 1)
  }
}

/** Is there something to fire now? */
export const isDue = (alert: Alert, now: EpochMs): boolean =>
  nextStatus(alert.status, 'escalate').ok && alert.dueAt !== null && alert.dueAt <= now
