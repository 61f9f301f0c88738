// An escalation policy: who is told how long after opening, until a person acknowledges. Knows no names, no clock.

import type { Severity } from '../model/alert.ts'
import { DAY, MINUTE } from '../model/time.ts'

/**
 * Whom a step can name. `family`, `familyInOrder` and `wearer` exist only where a resident is concerned; besides,
 * one person by id.
 */
export const WHO = [
  'duty',
  'grid',
  'director',
  'admin',
  'family',
  'familyInOrder',
  'desk120',
  'streetOffice',
  'wearer',
  'webhook',
  'siren',
] as const
const NAMED = 'person:'
export type Who = (typeof WHO)[number] | `${typeof NAMED}${string}`

/** The id of the one person who is named; undefined for a role. */
export const namedIn = (who: Who): string | undefined =>
  who.startsWith(NAMED) ? who.slice(NAMED.length) : undefined

export const isWho = (word: unknown): word is Who =>
  typeof word === 'string' &&
  ((WHO as readonly string[]).includes(word) || /^person:[A-Za-z0-9._-]{1,64}$/.test(word))

/** Staff: who can come, and who can acknowledge. A step that names staff counts as answered only by staff. */
export const STAFF = ['duty', 'grid', 'director', 'admin'] as const
export type Staff = (typeof STAFF)[number]
export const isStaff = (who: Who): who is Staff => (STAFF as readonly Who[]).includes(who)

export type PolicyStep = Readonly<{
  /** Since the alert opened (or last worsened). */
  afterMs: number
  who: readonly Who[]
  /** Channel names in order of preference; the first one that can reach the recipient is used. Absent = any. */
  channels?: readonly string[]
  /** Only on the last step: tell it again this often until somebody acknowledges. */
  repeatEveryMs?: number
  /** At most this many repeats; absent = until acknowledged. */
  repeatTimes?: number
  /** The end of the cancel window: told whether or not somebody has taken the alert on, unless it was called off. */
  cancellable?: boolean
  /** Of `familyInOrder`: how many relatives have had their turn before. After the last of them it is everybody's. */
  turn?: number
  /** This step puts the alert on the community's list of difficult problems. */
  difficultProblem: boolean
}>

export type Policy = Readonly<{
  id: string
  steps: readonly PolicyStep[]
  /** Told, on duty or not, when a step and all after it reach nobody. */
  fallback: readonly Staff[]
  /** Nobody is told: the alert stands on the board and in the daily review. Such a policy has no steps. */
  boardOnly?: boolean
  /** An acknowledgement holds this long unless somebody goes there or it is resolved; absent = by severity. */
  acknowledgedForMs?: number
  /** Tell the people who were told that somebody has taken it on. */
  tellAcknowledged: boolean
  /** Tell everyone who was told when the alert closes itself because its cause went away. */
  tellRecovered: boolean
}>

export type PolicyBook = ReadonlyMap<string, Policy>

/** What an alert follows whose policy is no longer in the book: nobody must be left untold by a renamed file. */
export const POLICY_OF_LAST_RESORT: Policy = {
  id: 'last-resort',
  steps: [
    { afterMs: 0, who: ['duty', 'grid', 'director'], difficultProblem: false },
    { afterMs: 10 * MINUTE, who: ['director', 'admin'], repeatEveryMs: 15 * MINUTE, difficultProblem: false },
  ],
  fallback: ['duty', 'director', 'admin'],
  tellAcknowledged: false,
  tellRecovered: false,
}

/** The policy of this id; never undefined. */
export const policyFor = (book: PolicyBook, id: string): Policy => book.get(id) ?? POLICY_OF_LAST_RESORT

/** As long as the community's own procedures wait for a person before the next one is asked; the project's choice. */
const ACKNOWLEDGED_FOR: Readonly<Record<Severity, number>> = {
  critical: 10 * MINUTE,
  warning: 30 * MINUTE,
  info: DAY,
}

/** How long an acknowledgement holds by itself. */
export const acknowledgedFor = (policy: Policy, severity: Severity): number =>
  policy.acknowledgedForMs ?? ACKNOWLEDGED_FOR[severity]

/** Relatives who are told one after the other; whoever comes after them is told with everybody. */
export const TURNS = 3

/** The steps with the turns of `familyInOrder` as steps of their own, `everyMs` apart: the chain remembers nothing new. */
export function withTurns(steps: readonly PolicyStep[], everyMs: number): readonly PolicyStep[] {
  const first = steps.find(({ who }) => who.includes('familyInOrder'))
  if (first === undefined) return steps
  const { afterMs, channels } = first
  const turns = Array.from(
    { length: TURNS },
    (_, index): PolicyStep => ({
      afterMs: afterMs + (index + 1) * everyMs,
      who: ['familyInOrder'],
      difficultProblem: false,
      turn: index + 1,
      ...(channels === undefined ? {} : { channels }),
    }),
  )
  return [...steps.map((step) => (step === first ? { ...step, turn: 0 } : step)), ...turns].sort(
    (a, b) => a.afterMs - b.afterMs,
  )
}

/** One telling: a step (round 0) or a repeat of the last step (round 1, 2 …), and when, since opening. */
export type Firing = Readonly<{ index: number; step: number; round: number; offsetMs: number }>

/** The n-th telling of a policy, or undefined when the chain has ended. `Alert.nextStep` counts tellings. */
export function firingAt(policy: Policy, index: number): Firing | undefined {
  const step = policy.steps[index]
  if (step !== undefined) return { index, step: index, round: 0, offsetMs: step.afterMs }
  const lastIndex = policy.steps.length - 1
  const last = policy.steps[lastIndex]
  if (last?.repeatEveryMs === undefined) return undefined
  const round = index - lastIndex
  if (round < 1 || (last.repeatTimes !== undefined && round > last.repeatTimes)) return undefined
  return { index, step: lastIndex, round, offsetMs: last.afterMs + round * last.repeatEveryMs }
}
