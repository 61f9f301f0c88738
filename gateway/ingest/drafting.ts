// A decision in the making: what the response says, taken into the draft layer of memory and into the list of what
// will be written; and, after the commit, what becomes visible of it.

import type { Alert, Finding, TimelineEntry } from '../../alerts/model/alert.ts'
import type { AnnouncedTest } from '../../alerts/model/announced-test.ts'
import type { CallTask } from '../../alerts/model/incident.ts'
import type { LiveState } from '../../alerts/model/live.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import { type SubjectKey, subjectKey } from '../../alerts/model/people.ts'
import type { Silence } from '../../alerts/model/silence.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { asCanary, type CanaryRule } from '../../alerts/record/canary.ts'
import { callListOf } from '../../alerts/response/call-list.ts'
import type { Outcome, ResponseContext, Told } from '../../alerts/response/context.ts'
import type { Grouping } from '../../alerts/response/grouping.ts'
import type { LateRule } from '../../alerts/response/late.ts'
import { respond } from '../../alerts/response/respond.ts'
import { isPressedBy, standsAgainstTest, testFor } from '../../alerts/response/test-press.ts'
import type { StoreEffect } from '../storage/effects.ts'
import { createGathering, type Gathering } from './gathering.ts'
import { createUploads } from './uploads.ts'
import { type Case, caseKey, caseKeyOf, toldBy, type World } from './world.ts'

export type Draft = Readonly<{
  effects: StoreEffect[]
  cases: Case[]
  changed: { alert: Alert; entries: readonly TimelineEntry[] }[]
  notifications: Notification[]
  silences: Silence[]
  tests: AnnouncedTest[]
}>

/** What became visible: called after the commit, of each alert in commit order, emergencies before all others. */
export type Visible = Readonly<{
  subjectChanged(key: SubjectKey): void
  alertChanged(alert: Alert, entries: readonly TimelineEntry[]): void
  notificationsQueued(notifications: readonly Notification[]): void
  silenceChanged(silence: Silence): void
}>

/** What response decisions need that is not in memory here. */
export type ResponseParts = Pick<ResponseContext, 'policies' | 'channels' | 'ruleTexts'>

/** A step later than this fell due while nobody could fire it. */
const LATE_MS = 30_000

export const newDraft = (): Draft => ({
  effects: [],
  cases: [],
  changed: [],
  notifications: [],
  silences: [],
  tests: [],
})

const NO_GROUPINGS: readonly Grouping[] = []

export type Drafting = ReturnType<typeof createDrafting>

export function createDrafting(deps: {
  world: World
  response(): ResponseParts
  visible: Visible
  /** Another list when the site has changed them. */
  groupings?(): readonly Grouping[]
  /** The rule of the summaries of late uploads, while the site has one. */
  lateRule?(): LateRule | undefined
  /** The rule of the canary's alerts, while the site has one. */
  canaryRule?(): CanaryRule | undefined
}) {
  const { world, visible } = deps
  const groupingsNow = (): readonly Grouping[] => deps.groupings?.() ?? NO_GROUPINGS

  /** The unresolved case of a subject and rule, newest decided. */
  const openCase = (key: string): Case | undefined => {
    const entry = world.cases.get(key)
    return entry && entry.alert.status !== 'resolved' ? entry : undefined
  }

  const contextFor = (
    entry: Case | undefined,
    live: LiveState | undefined,
    times: Readonly<{ now: EpochMs; dueAt?: EpochMs | null; late?: boolean }>,
  ): ResponseContext => {
    let lines = entry?.lines ?? 0
    return {
      ...deps.response(),
      now: times.now,
      receivedAt: times.now,
      late: times.late ?? (times.dueAt != null && times.now - times.dueAt > LATE_MS),
      directory: world.directory,
      live,
      silences: world.silences.decided(),
      nextAlertId: () => world.nextAlertId++,
      nextSeq: () => ++lines,
      told: () => entry?.told ?? [],
    }
  }

  const take = (draft: Draft, before: Case | undefined, outcome: Outcome): void => {
    const alert = outcome.alert ?? before?.alert
    if (!alert) return
    if (!outcome.alert && outcome.entries.length === 0 && outcome.notifications.length === 0) return
    const told: readonly Told[] =
      outcome.notifications.length > 0
        ? [...(before?.told ?? []), ...outcome.notifications.map(toldBy)]
        : (before?.told ?? [])
    const entry: Case = { alert, lines: (before?.lines ?? 0) + outcome.entries.length, told }
    world.cases.draft(caseKeyOf(alert), entry)
    if (outcome.alert) gathering().notice(alert)
    draft.cases.push(entry)
    draft.changed.push({ alert, entries: outcome.entries })
    draft.notifications.push(...outcome.notifications)
    draft.effects.push({ type: 'alert', alert })
    for (const line of outcome.entries) draft.effects.push({ type: 'timeline', entry: line })
    for (const notification of outcome.notifications)
      draft.effects.push({ type: 'notification', notification })
  }

  const liveContext = (entry: Case | undefined, now: EpochMs): ResponseContext =>
    contextFor(entry, entry && world.states.get(subjectKey(entry.alert.subject))?.live, { now })

  const takeFindings = (
    draft: Draft,
    findings: readonly Finding[],
    { live, now, late }: Readonly<{ live: LiveState | undefined; now: EpochMs; late?: boolean }>,
  ): void => {
    for (const found of findings) {
      const finding = asCanary(found, { directory: world.directory, rule: deps.canaryRule?.() })
      if (finding === undefined) continue
      const entry = openCase(caseKey(subjectKey(finding.subject), finding.ruleId))
      const untoldUntil = gathering().untoldUntil(finding, entry, now)
      const context = contextFor(entry, live, { now, ...(late ? { late } : {}) })
      const test = announcedFor(finding, now)
      const outcome = respond(entry?.alert, finding, {
        ...context,
        ...(untoldUntil === undefined ? {} : { untoldUntil }),
        ...(test === undefined ? {} : { test }),
      })
      take(draft, entry, outcome)
      if (test !== undefined && outcome.alert !== undefined) takeTest(draft, isPressedBy(test, outcome.alert))
    }
  }

  /** The announced test that a press is; undefined for everything else, which is nearly always. */
  const announcedFor = (finding: Finding, now: EpochMs): AnnouncedTest | undefined => {
    if (finding.subject.kind !== 'resident') return undefined
    const announced = world.tests.get(finding.subject.id)
    return announced && testFor(announced, finding, { now, others: troubleOf(finding.subject.id) })
  }
  /** What no test explains, as last decided; looked for only while a test is announced. */
  const troubleOf = (residentId: string): readonly Alert[] => {
    const found: Alert[] = []
    for (const [, { alert }] of world.cases.entries())
      if (alert.subject.kind === 'resident' && alert.subject.id === residentId && standsAgainstTest(alert))
        found.push(alert)
    return found
  }
  const takeTest = (draft: Draft, test: AnnouncedTest): void => {
    world.tests.draft(test.residentId, test)
    draft.tests.push(test)
    draft.effects.push({ type: 'announcedTest', test })
  }

  let groupings: readonly Grouping[] | undefined
  let gathered: Gathering | undefined
  /** An index of what is open: made anew when the groupings are others. */
  const gathering = (): Gathering => {
    if (gathered !== undefined && groupings === groupingsNow()) return gathered
    groupings = groupingsNow()
    gathered = createGathering({ world, groupings, openCase, contextFor: liveContext })
    return gathered
  }
  const uploads = createUploads({
    world,
    rule: () => deps.lateRule?.(),
    openCase,
    contextFor: liveContext,
    take,
    takeFindings,
  })

  return {
    openCase,
    contextFor,
    take,
    takeFindings,
    takeTest,
    troubleOf,
    /** A message of an alert that is closed already: whoever is told of its end is told, whatever the way. */
    send(draft: Draft, notification: Notification | undefined): void {
      if (notification === undefined) return
      draft.effects.push({ type: 'notification', notification })
      draft.notifications.push(notification)
    },
    uploads,
    membersOf: (incident: Alert) => gathering().membersOf(incident),
    /** Whom to call in an incident, worst first; undefined for an alert without a call list. */
    callListOf: (alert: Alert, now: EpochMs): readonly CallTask[] | undefined =>
      callListOf(alert, { groupings: groupingsNow(), directory: world.directory, now }),
    /** What the areas have become whose alerts have changed; `small` leaves the large ones to the next tick. */
    gather(draft: Draft, now: EpochMs, small = false): void {
      for (const { before, outcome } of gathering().changes(now, small)) take(draft, before, outcome)
    },
    /** Decisions were taken back: every area is to be asked again. */
    forget(): void {
      gathering().noticeAll()
      uploads.noticeAll()
    },
    /** It is on disk: memory has it. */
    keep(draft: Draft): void {
      for (const entry of draft.cases) world.commitCase(entry)
      for (const silence of draft.silences) world.silences.commit(silence)
      for (const test of draft.tests) world.tests.commit(test.residentId, test)
    },
    /** What memory has, everybody may see. */
    show(draft: Draft): void {
      for (const silence of draft.silences) visible.silenceChanged(silence)
      for (const test of draft.tests) visible.subjectChanged(`resident:${test.residentId}`)
      for (const { alert, entries } of draft.changed) {
        visible.alertChanged(alert, entries)
        visible.subjectChanged(subjectKey(alert.subject))
      }
      if (draft.notifications.length > 0) visible.notificationsQueued(draft.notifications)
    },
  }
}
