// Late uploads under way: which subject is sending its buffer, and when it has ended. What goes into the summary is
// decided in alerts/response/late.ts; everything it remembers stands in the summary's alert.

import type { Finding } from '../../alerts/model/alert.ts'
import type { LateSummary } from '../../alerts/model/late.ts'
import type { LiveState } from '../../alerts/model/live.ts'
import { type SubjectRef, subjectKey } from '../../alerts/model/people.ts'
import type { Reading } from '../../alerts/model/telemetry.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Outcome, ResponseContext } from '../../alerts/response/context.ts'
import {
  isPresent,
  keep,
  LATE_RULE,
  type LateRule,
  mayGoOn,
  release,
  sortLate,
  UPLOAD_PAUSE,
} from '../../alerts/response/late.ts'
import type { Draft } from './drafting.ts'
import { type Case, type CaseKey, caseKey, type World } from './world.ts'

/** One message of a subject that may be part of an upload. */
export type Upload = Readonly<{
  /** Takes what a reading found into the draft, the late part of it into the summary. */
  take(reading: Reading, findings: readonly Finding[], live: LiveState): void
  /** After the last reading of the message. */
  end(readings: readonly Reading[], live: LiveState): void
}>

export type Uploads = ReturnType<typeof createUploads>

export function createUploads(deps: {
  world: World
  /** Undefined while the site's rules have no summary: then everything late is answered as ever. */
  rule(): LateRule | undefined
  openCase(key: CaseKey): Case | undefined
  contextFor(entry: Case | undefined, now: EpochMs): ResponseContext
  take(draft: Draft, before: Case | undefined, outcome: Outcome): void
  takeFindings(
    draft: Draft,
    findings: readonly Finding[],
    at: Readonly<{ live: LiveState | undefined; now: EpochMs; late: boolean }>,
  ): void
}) {
  const { world, openCase, contextFor, take, takeFindings } = deps
  const keyOf = (subject: SubjectRef): CaseKey => caseKey(subjectKey(subject), LATE_RULE)
  /** Cases whose summary had something pending when it was last seen. */
  const waiting = new Set<CaseKey>()
  const noticeAll = (): void => {
    for (const [key, { alert }] of world.cases.visibleEntries())
      if ((alert.late?.pending.length ?? 0) > 0) waiting.add(key)
  }
  noticeAll()

  type Of = Readonly<{ subject: SubjectRef; deviceId: string; now: EpochMs }>

  const store = (draft: Draft, summary: LateSummary, { subject, deviceId, now }: Of): void => {
    const rule = deps.rule()
    const key = keyOf(subject)
    const entry = openCase(key)
    if (rule === undefined) return
    const context = contextFor(entry, now)
    take(draft, entry, keep(entry?.alert, summary, { rule, subject, deviceId, context }))
    if (summary.pending.length > 0) waiting.add(key)
  }

  /** Opens what still holds, and remembers which alerts those became. */
  const open = (
    draft: Draft,
    released: Readonly<{ summary: LateSummary; findings: readonly Finding[] }>,
    at: Readonly<{ live: LiveState | undefined; now: EpochMs }>,
  ): LateSummary => {
    takeFindings(draft, released.findings, { ...at, late: true })
    const opened = released.findings.flatMap(
      ({ subject, ruleId }) => openCase(caseKey(subjectKey(subject), ruleId))?.alert.id ?? [],
    )
    return { ...released.summary, opened: [...released.summary.opened, ...opened] }
  }

  return {
    /** Decisions were taken back: what is committed is what is waited for. */
    noticeAll,

    /** Whether a message of this subject may end an upload, though it finds nothing itself. */
    isWaiting: (subject: SubjectRef): boolean => waiting.size > 0 && waiting.has(keyOf(subject)),

    message(draft: Draft, of: Of): Upload {
      const { subject, now } = of
      const before = openCase(keyOf(subject))?.alert.late
      let summary = before
      const isOpen = (ruleId: string): boolean => openCase(caseKey(subjectKey(subject), ruleId)) !== undefined
      return {
        take(reading, findings, live) {
          let others = findings
          if (deps.rule() !== undefined) {
            const sorted = sortLate(summary, reading, { findings, isOpen })
            summary = sorted.summary
            others = sorted.others
          }
          takeFindings(draft, others, { live, now, late: false })
        },
        end(readings, live) {
          const present = readings.findLast(isPresent)
          if (summary !== undefined && present !== undefined) {
            const released = release(summary, present.kind)
            if (released.findings.length > 0) summary = open(draft, released, { live, now })
          }
          if (summary !== undefined && summary !== before) store(draft, summary, of)
        },
      }
    },

    /** Uploads that have ended without a word. */
    tick(draft: Draft, now: EpochMs): void {
      for (const key of waiting) {
        const entry = openCase(key)
        const late = entry?.alert.late
        if (entry === undefined || late === undefined || late.pending.length === 0) {
          if (world.cases.visible(key) === undefined || entry !== undefined) waiting.delete(key)
          continue
        }
        if (late.until > now) continue
        const { subject, deviceId } = entry.alert
        const live = world.states.get(subjectKey(subject))?.live
        const heard = live?.seenAt ?? 0
        const summary = mayGoOn(late, heard, now)
          ? { ...late, until: heard + UPLOAD_PAUSE }
          : open(draft, release(late), { live, now })
        store(draft, summary, { subject, deviceId, now })
      }
    },

    /** A person closes a summary that is not complete: what is still pending must not go with it. */
    finish(draft: Draft, entry: Case, now: EpochMs): Case {
      const { late, subject } = entry.alert
      if (late === undefined || late.pending.length === 0) return entry
      const live = world.states.get(subjectKey(subject))?.live
      return { ...entry, alert: { ...entry.alert, late: open(draft, release(late), { live, now }) } }
    },
  }
}
