// What a device reports of the past after an outage: an episode that began and ended in the buffered past goes into
// one summary, what still holds at the end is an alert of its own, emergencies are not touched. A fold over findings
// and readings, whether they come as one array or as many messages; the state is the summary itself, kept in its alert.

import type { Alert, Finding, Severity } from '../model/alert.ts'
import type { LateEpisode, LatePending, LateSummary } from '../model/late.ts'
import type { SubjectRef } from '../model/people.ts'
import type { Reading, ReadingKind } from '../model/telemetry.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { withoutAcknowledgement } from './acknowledgement.ts'
import { change, note, outcomeOf, recover } from './change.ts'
import { NOTHING, type Outcome, type ResponseContext } from './context.ts'
import { statusAfter } from './lifecycle.ts'
import { respond } from './respond.ts'
import { RANK } from './storm.ts'

/** The rule of the summary: its words, its severity and its policy stand with the other rules. */
export const LATE_RULE = 'late-data'
/** Bands measure every few minutes and networks stall for one: what is older than this comes out of a buffer. */
export const LATE_BY = 10 * MINUTE
/** So long after the last message of the past an upload counts as over … */
export const UPLOAD_PAUSE = MINUTE
/** … and so long after its first at the latest: what still holds must not wait for a device that never ends. */
const LONGEST_UPLOAD = 10 * MINUTE

export const isLate = (finding: Finding, receivedAt: EpochMs): boolean =>
  !finding.emergency && receivedAt - finding.eventTime > LATE_BY

const EMPTY: LateSummary = { episodes: [], pending: [], opened: [], until: 0 }

const downwards = (comparison: LateEpisode['comparison']): boolean =>
  comparison === 'below' || comparison === 'atMost'

function worse(episode: LateEpisode, value: number | undefined): LateEpisode {
  if (value === undefined) return episode
  const { worst, comparison } = episode
  if (worst !== undefined && (downwards(comparison) ? value >= worst : value <= worst)) return episode
  return { ...episode, worst: value }
}

const graver = (a: Severity, b: Severity): Severity => (RANK[a] >= RANK[b] ? a : b)

function episodeOf(finding: Finding): LateEpisode {
  const { metric, comparison, threshold, samples, since } = finding.evidence
  const episode: LateEpisode = {
    ruleId: finding.ruleId,
    count: 1,
    severity: finding.severity,
    from: Math.min(since, finding.eventTime),
    to: finding.eventTime,
    ...(metric === undefined ? {} : { metric }),
    ...(comparison === undefined ? {} : { comparison }),
    ...(threshold === undefined ? {} : { threshold }),
  }
  return samples
    .filter((sample) => sample.metric === metric)
    .reduce((e, { value }) => worse(e, value), episode)
}

/** Two episodes of one rule, told as one line. */
function together(a: LateEpisode, b: LateEpisode): LateEpisode {
  return {
    ...worse(a, b.worst),
    count: a.count + b.count,
    severity: graver(a.severity, b.severity),
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
  }
}

const gravestFirst = (a: LateEpisode, b: LateEpisode): number =>
  RANK[b.severity] - RANK[a.severity] || a.from - b.from || a.ruleId.localeCompare(b.ruleId)

function end(
  summary: LateSummary,
  { ruleId, episode }: Readonly<{ ruleId: string; episode: LateEpisode }>,
): LateSummary {
  const known = summary.episodes.find((one) => one.ruleId === ruleId)
  const others = summary.episodes.filter((one) => one !== known)
  return {
    ...summary,
    pending: summary.pending.filter(({ finding }) => finding.ruleId !== ruleId),
    episodes: [...others, known === undefined ? episode : together(known, episode)].sort(gravestFirst),
  }
}

const replace = (summary: LateSummary, next: LatePending): LateSummary => ({
  ...summary,
  pending: summary.pending.map((one) => (one.finding.ruleId === next.finding.ruleId ? next : one)),
})

export type Sorted = Readonly<{
  summary: LateSummary | undefined
  /** To be answered as ever. */
  others: readonly Finding[]
}>

/**
 * One reading and what it found. `isOpen` says whether the rule has an unresolved alert already: then it is answered
 * as ever, because people know of it. Without anything late the summary that came in goes out.
 */
export function sortLate(
  before: LateSummary | undefined,
  reading: Reading,
  { findings, isOpen }: Readonly<{ findings: readonly Finding[]; isOpen(ruleId: string): boolean }>,
): Sorted {
  const { receivedAt, kind } = reading
  let summary = observe(before, reading)
  const others: Finding[] = []
  for (const finding of findings) {
    const pending = summary?.pending.find((one) => one.finding.ruleId === finding.ruleId)
    if (summary !== undefined && pending !== undefined) summary = follow(summary, pending, finding)
    else if (finding.transition !== 'clear' && isLate(finding, receivedAt) && !isOpen(finding.ruleId))
      summary = begin(summary ?? EMPTY, finding, { kind, receivedAt })
    else others.push(finding)
  }
  if (summary !== undefined && summary !== before) summary = { ...summary, until: receivedAt + UPLOAD_PAUSE }
  return { summary, others }
}

const begin = (
  summary: LateSummary,
  finding: Finding,
  heard: Pick<LatePending, 'kind' | 'receivedAt'>,
): LateSummary => ({
  ...summary,
  pending: [
    ...summary.pending,
    { finding: { ...finding, transition: 'raise' }, ...heard, episode: episodeOf(finding) },
  ],
})

function follow(summary: LateSummary, pending: LatePending, finding: Finding): LateSummary {
  const { ruleId } = finding
  const seen = together(pending.episode, { ...episodeOf(finding), severity: pending.episode.severity })
  const episode = { ...seen, count: 1, to: finding.eventTime }
  if (finding.transition === 'clear') return end(summary, { ruleId, episode })
  const { eventTime } = pending.finding
  return replace(summary, {
    ...pending,
    finding: { ...finding, transition: 'raise', eventTime },
    episode: { ...episode, severity: graver(episode.severity, finding.severity) },
  })
}

/** The worst value of what goes on is the worst that was measured, not only the one that raised it. */
function observe(summary: LateSummary | undefined, reading: Reading): LateSummary | undefined {
  let next = summary
  for (const pending of summary?.pending ?? []) {
    const { metric } = pending.episode
    const episode = metric === undefined ? pending.episode : worse(pending.episode, reading.values[metric])
    if (episode !== pending.episode && next !== undefined) next = replace(next, { ...pending, episode })
  }
  return next
}

/** What a reading of the present shows to be going on still; undefined `kind`: the upload is over, all of it. */
export function release(
  summary: LateSummary,
  kind?: ReadingKind,
): Readonly<{ summary: LateSummary; findings: readonly Finding[] }> {
  const over = (pending: LatePending): boolean => kind === undefined || pending.kind === kind
  const released = summary.pending.filter(over)
  if (released.length === 0) return { summary, findings: [] }
  return {
    summary: { ...summary, pending: summary.pending.filter((pending) => !over(pending)) },
    findings: released.map(({ finding }) => finding),
  }
}

/**
 * Whether an upload that is due may go on a little: the band was heard within the last minute, what is pending is not
 * critical, and none of it has waited for ten minutes.
 */
export const mayGoOn = ({ pending }: LateSummary, heardAt: EpochMs, now: EpochMs): boolean =>
  now - heardAt < UPLOAD_PAUSE &&
  pending.every(
    ({ finding, receivedAt }) => finding.severity !== 'critical' && now - receivedAt < LONGEST_UPLOAD,
  )

/** A reading that is not of the past: its kind has caught up. */
export const isPresent = ({ eventTime, receivedAt }: Reading): boolean => receivedAt - eventTime <= LATE_BY

export type LateRule = Readonly<{ version: string; severity: Severity; policy: string }>

/**
 * Keeps the summary in its alert: opened with the first late episode, told once the upload is over, and told anew when
 * a later upload adds to it. An upload of which nothing is over leaves no alert.
 */
export function keep(
  alert: Alert | undefined,
  summary: LateSummary,
  {
    rule,
    subject,
    deviceId,
    context,
  }: Readonly<{ rule: LateRule; subject: SubjectRef; deviceId: string; context: ResponseContext }>,
): Outcome {
  const { episodes, pending, until } = summary
  const waiting: ResponseContext = { ...context, untoldUntil: Math.max(until, context.now) }
  if (alert === undefined) {
    if (episodes.length + pending.length === 0) return NOTHING
    const opened = respond(undefined, findingOf(summary, { rule, subject, deviceId }), waiting)
    return opened.alert === undefined ? opened : { ...opened, alert: { ...opened.alert, late: summary } }
  }
  const draft = change(alert, waiting)
  draft.alert = {
    ...draft.alert,
    late: summary,
    eventTime: Math.min(alert.eventTime, startOf(summary, alert.eventTime)),
  }
  const untold = alert.status === 'open' && alert.nextStep === 0
  if (episodes.length + pending.length === 0) {
    if (untold) recover(draft)
  } else if (countOf(summary) > countOf(alert.late)) {
    if (!untold) note(draft, 'repeated', { times: alert.repeats + 1 })
    draft.alert = {
      ...withoutAcknowledgement(draft.alert),
      status: statusAfter(alert.status, 'worsen'),
      repeats: untold ? alert.repeats : alert.repeats + 1,
      nextStep: 0,
      dueAt: alert.silence === undefined ? (waiting.untoldUntil ?? null) : alert.dueAt,
    }
  } else if (untold && alert.silence === undefined && pending.length > 0) {
    draft.alert = { ...draft.alert, dueAt: waiting.untoldUntil ?? null }
  }
  return outcomeOf(draft)
}

const countOf = (summary: LateSummary | undefined): number =>
  (summary?.episodes ?? []).reduce((sum, { count }) => sum + count, 0)

const startOf = ({ episodes, pending }: LateSummary, otherwise: EpochMs): EpochMs =>
  Math.min(otherwise, ...[...episodes, ...pending.map(({ episode }) => episode)].map(({ from }) => from))

function findingOf(
  summary: LateSummary,
  { rule, subject, deviceId }: Readonly<{ rule: LateRule; subject: SubjectRef; deviceId: string }>,
): Finding {
  const since = startOf(summary, Number.POSITIVE_INFINITY)
  return {
    ruleId: LATE_RULE,
    ruleVersion: rule.version,
    subject,
    deviceId,
    transition: 'raise',
    severity: rule.severity,
    policyId: rule.policy,
    closesOnClear: false,
    emergency: false,
    eventTime: since,
    evidence: { samples: [], since },
  }
}
