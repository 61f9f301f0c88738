// THE conductor. Three doors — a device's message, a person's command, the passing of time — and behind each the
// same straight line: decide (pure, on the draft), hand the effects to the commit lane, and only after the commit
// let anything be seen. Knows no socket, no SQL and no clock.

import type { Alert, Finding, TimelineEntry } from '../../alerts/model/alert.ts'
import type { LiveState } from '../../alerts/model/live.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import type { SubjectKey } from '../../alerts/model/people.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import type { Reading } from '../../alerts/model/telemetry.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import {
  command as commandAlert,
  due,
  type Outcome,
  type ResponseContext,
  respond,
} from '../../alerts/response/respond.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import { emptyState, evaluate, release, type SubjectState, tick } from '../../alerts/rules/evaluate.ts'
import type { DeliveryUpdate } from '../../alerts/store.ts'
import type { CommandInput, CommandOutcome } from '../http/ports.ts'
import type { CommitFailure, CommitLane, Unit } from '../storage/commit-lane.ts'
import type { StoreEffect } from '../storage/effects.ts'
import { decode, type Rejected } from './decode.ts'
import type { Identities } from './identities.ts'
import type { Registered } from './registry.ts'
import type { SnapshotSchedule } from './snapshot-schedule.ts'
import { type Case, caseKey, caseKeyOf, type Told, toldBy, type World } from './world.ts'

export type Incoming = Readonly<{
  topic: string
  payload: Uint8Array
  deviceId: string
  receivedAt: EpochMs
  /** The packet's DUP flag: the device has sent it before. */
  duplicate: boolean
}>

/** What became visible: called after the commit, in commit order. */
export type Visible = Readonly<{
  subjectChanged(key: SubjectKey): void
  alertChanged(alert: Alert, entries: readonly TimelineEntry[]): void
  notificationsQueued(notifications: readonly Notification[]): void
  readingsCommitted(key: SubjectKey, readings: readonly Reading[]): void
}>

export type IngestHooks = Readonly<{
  message?(kind: string): void
  rejected?(reason: string): void
  duplicate?(): void
  emergencyNotStored?(facts: Readonly<{ deviceId: string; receivedAt: EpochMs }>): void
}>

/** What response decisions need that is not in memory here. */
export type ResponseParts = Omit<
  ResponseContext,
  'now' | 'receivedAt' | 'directory' | 'live' | 'nextAlertId' | 'nextSeq' | 'told'
>

export type IngestDeps = Readonly<{
  world: World
  lane: CommitLane
  catalogue(): Catalogue
  response(): ResponseParts
  identities: Identities
  snapshots: SnapshotSchedule
  visible: Visible
  hooks: IngestHooks
  now(): EpochMs
  /** Whether an alert that is no longer open exists in the store. */
  storedAlert(id: number): Promise<Alert | undefined>
}>

export type Ingest = ReturnType<typeof createIngest>

/** Topics of log rows that no device sent. */
export const TICK = 'tick/'
export const RELEASE = 'release/'
const NO_BYTES = new Uint8Array(0)
const NO_EFFECTS: readonly StoreEffect[] = []
const REMEMBERED_REQUESTS = 2_000

/** One decision in the making: what it will write, and what becomes visible when it is written. */
type Draft = {
  effects: StoreEffect[]
  cases: Case[]
  changed: { alert: Alert; entries: readonly TimelineEntry[] }[]
  notifications: Notification[]
}

export function createIngest(deps: IngestDeps) {
  const { world, lane, identities, hooks } = deps
  const requests = new Map<string, Promise<CommandOutcome>>()

  const stateOf = (key: SubjectKey): SubjectState => world.states.get(key) ?? emptyState()

  const openCase = (key: string): Case | undefined => {
    const entry = world.cases.get(key)
    return entry && entry.alert.status !== 'resolved' ? entry : undefined
  }

  const contextFor = (
    entry: Case | undefined,
    live: LiveState | undefined,
    receivedAt: EpochMs,
  ): ResponseContext => {
    let lines = entry?.lines ?? 0
    return {
      ...deps.response(),
      now: receivedAt,
      receivedAt,
      directory: world.directory,
      live,
      nextAlertId: () => world.nextAlertId++,
      nextSeq: () => ++lines,
      told: () => entry?.told ?? [],
    }
  }

  /** Takes an outcome of the response into the draft layer and into what will be written. */
  const take = (draft: Draft, before: Case | undefined, outcome: Outcome): void => {
    const alert = outcome.alert ?? before?.alert
    if (!alert || (!outcome.alert && outcome.entries.length === 0 && outcome.notifications.length === 0))
      return
    const told: readonly Told[] =
      outcome.notifications.length > 0
        ? [...(before?.told ?? []), ...outcome.notifications.map(toldBy)]
        : (before?.told ?? [])
    const entry: Case = { alert, lines: (before?.lines ?? 0) + outcome.entries.length, told }
    world.cases.draft(caseKeyOf(alert), entry)
    draft.cases.push(entry)
    draft.changed.push({ alert, entries: outcome.entries })
    draft.notifications.push(...outcome.notifications)
    draft.effects.push({ type: 'alert', alert })
    for (const line of outcome.entries) draft.effects.push({ type: 'timeline', entry: line })
    for (const notification of outcome.notifications)
      draft.effects.push({ type: 'notification', notification })
  }

  const takeFindings = (
    draft: Draft,
    findings: readonly Finding[],
    live: LiveState | undefined,
    at: EpochMs,
  ): void => {
    for (const finding of findings) {
      const entry = openCase(caseKey(subjectKey(finding.subject), finding.ruleId))
      take(draft, entry, respond(entry?.alert, finding, contextFor(entry, live, at)))
    }
  }

  const newDraft = (): Draft => ({ effects: [], cases: [], changed: [], notifications: [] })

  const show = (draft: Draft): void => {
    for (const entry of draft.cases) world.commitCase(entry)
    for (const { alert, entries } of draft.changed) {
      deps.visible.alertChanged(alert, entries)
      deps.visible.subjectChanged(subjectKey(alert.subject))
    }
    if (draft.notifications.length > 0) deps.visible.notificationsQueued(draft.notifications)
  }

  /** Submits a unit that moves one subject's state; the log row is what a restart replays. */
  const submitStep = (step: {
    key: SubjectKey
    state: SubjectState
    log: NonNullable<Unit['log']>
    draft: Draft
    urgent: boolean
    onCommitted?(): void
    onFailed?(failure: CommitFailure): void
  }): void => {
    const { key, state, draft } = step
    world.states.draft(key, state)
    const seq = lane.submit({
      log: step.log,
      effects: draft.effects,
      urgent: step.urgent,
      committed() {
        world.states.commit(key, state)
        deps.visible.subjectChanged(key)
        if (draft.cases.length > 0) show(draft)
        step.onCommitted?.()
      },
      failed: (failure) => step.onFailed?.(failure),
    })
    if (seq !== null) deps.snapshots.touched(key, seq, step.log.receivedAt)
  }

  /** Submits effects that move no engine state. */
  const submitEffects = (draft: Draft, urgent = false): Promise<CommitFailure | undefined> =>
    new Promise((resolve) => {
      lane.submit({
        log: null,
        effects: draft.effects,
        urgent,
        committed() {
          show(draft)
          resolve(undefined)
        },
        failed: (failure) => resolve(failure),
      })
    })

  const rejectionEffect = (message: Incoming, rejected: Rejected): StoreEffect => ({
    type: 'rejection',
    rejection: {
      receivedAt: message.receivedAt,
      deviceId: message.deviceId,
      topic: message.topic,
      reason: rejected.reason,
      detail: rejected.detail,
      payloadStart: message.payload.slice(0, 512),
    },
  })

  return {
    /**
     * A device's message. `done('committed')` is called once everything it caused is on disk; `done('failed')`
     * when the store refused, and then the device must send it again. Never throws for what a device sent.
     */
    message(message: Incoming, done: (outcome: 'committed' | 'failed') => void): void {
      const decoded = decode(message.topic, message.payload, message.receivedAt)
      const draft = newDraft()
      for (const rejected of decoded.rejected) {
        hooks.rejected?.(rejected.reason)
        draft.effects.push(rejectionEffect(message, rejected))
      }
      if (!decoded.ok) {
        void submitEffects(draft).then((failure) => done(failure ? 'failed' : 'committed'))
        return
      }

      const { key, profile }: Registered = world.registry.ofDevice(
        decoded.deviceId,
        decoded.family === 'drains' ? 'drain' : 'band',
      )
      const fresh: Reading[] = []
      let emergency = false
      for (const reading of decoded.readings) {
        const isPress = reading.kind === 'sos' || reading.kind === 'fall'
        // Without an id and a time of its own, two equal messages are told apart by the packet's DUP flag only.
        const identity = identityOf(reading, message.duplicate)
        const isNew = isPress
          ? identities.admitPress(`${decoded.deviceId}|${identity}`)
          : identity === '' || identities.admit(key, `${decoded.deviceId}|${identity}`)
        if (!isNew) {
          hooks.duplicate?.()
          continue
        }
        fresh.push(reading)
        if (isPress) {
          emergency ||= reading.kind === 'sos'
          draft.effects.push({
            type: 'press',
            deviceId: decoded.deviceId,
            ident: identity,
            receivedAt: message.receivedAt,
          })
        }
      }
      hooks.message?.(decoded.kind)
      if (fresh.length === 0) {
        // Nothing new, but the first copy may still be on its way to the disk: its place in the queue is kept.
        void submitEffects(draft).then((failure) => done(failure ? 'failed' : 'committed'))
        return
      }

      const catalogue = deps.catalogue()
      let state = stateOf(key)
      for (const reading of fresh) {
        const step = evaluate(catalogue, state, reading, profile)
        state = step.state
        if (step.findings.length > 0) takeFindings(draft, step.findings, state.live, message.receivedAt)
      }
      submitStep({
        key,
        state,
        log: { receivedAt: message.receivedAt, topic: message.topic, payload: message.payload },
        draft: draft.effects.length === 0 ? IDLE : draft,
        urgent: emergency,
        onCommitted() {
          deps.visible.readingsCommitted(key, fresh)
          done('committed')
        },
        onFailed() {
          for (const reading of fresh) {
            const identity = identityOf(reading, message.duplicate)
            if (reading.kind === 'sos' || reading.kind === 'fall')
              identities.forgetPress(`${decoded.deviceId}|${identity}`)
            else identities.forget(key, `${decoded.deviceId}|${identity}`)
          }
          if (emergency)
            hooks.emergencyNotStored?.({ deviceId: decoded.deviceId, receivedAt: message.receivedAt })
          done('failed')
        },
      })
    },

    /** A person's command on an alert; resolves after the commit. The same requestId gets the same answer. */
    command(input: CommandInput): Promise<CommandOutcome> {
      const request = `${input.actorId}|${input.requestId}`
      const known = requests.get(request)
      if (known) return known
      const answer = decideCommand(input)
      requests.set(request, answer)
      if (requests.size > REMEMBERED_REQUESTS) requests.delete(requests.keys().next().value as string)
      // A refusal for want of a disk must be allowed to succeed when the same person tries again.
      void answer.then((outcome) => {
        if (!outcome.ok && outcome.code === 'storeUnavailable') requests.delete(request)
      })
      return answer
    },

    /** The passing of time: silence that has become too long, escalation steps that fell due. */
    tick(now: EpochMs): void {
      const catalogue = deps.catalogue()
      for (const [key, visible] of world.states.visibleEntries()) {
        const state = world.states.get(key) ?? visible
        if (state.dueAt === null || state.dueAt > now) continue
        const registered = world.registry.ofSubject(key)
        if (!registered) continue
        const step = tick(catalogue, state, now, registered.profile)
        if (step.state === state && step.findings.length === 0) continue
        const draft = newDraft()
        takeFindings(draft, step.findings, step.state.live, now)
        submitStep({
          key,
          state: step.state,
          log: { receivedAt: now, topic: `${TICK}${key}`, payload: NO_BYTES },
          draft,
          urgent: false,
        })
      }
      for (const [key] of world.cases.visibleEntries()) {
        const entry = openCase(key)
        if (!entry || entry.alert.dueAt === null || entry.alert.dueAt > now) continue
        const draft = newDraft()
        const live = world.states.get(subjectKey(entry.alert.subject))?.live
        take(draft, entry, due(entry.alert, contextFor(entry, live, now)))
        if (draft.effects.length > 0) void submitEffects(draft, entry.alert.emergency)
      }
      lane.flush()
    },

    /** A finding of the gateway about itself, e.g. a message that could not be delivered. */
    raise(finding: Finding, now: EpochMs): Promise<CommitFailure | undefined> {
      const draft = newDraft()
      takeFindings(draft, [finding], undefined, now)
      return submitEffects(draft)
    },

    /** Delivery progress, written by the dispatcher; resolves when it is on disk, rejects when the store refused. */
    async record(update: DeliveryUpdate): Promise<void> {
      const draft = newDraft()
      draft.effects.push({ type: 'delivery', update })
      const failure = await submitEffects(draft)
      if (failure) throw new Error(`the delivery of ${update.key} could not be recorded: ${failure.message}`)
    },

    /** Anything else that is to be on disk before its caller goes on. */
    async write(effects: readonly StoreEffect[]): Promise<CommitFailure | undefined> {
      const draft = newDraft()
      draft.effects.push(...effects)
      return submitEffects(draft)
    },

    /** Every uncommitted decision is void: the lane says so before it tells the units. */
    forgetDrafts(): void {
      world.states.reset()
      world.cases.reset()
      deps.snapshots.rewind(lane.lastSeq() + 1)
    },
  }

  async function decideCommand(input: CommandInput): Promise<CommandOutcome> {
    const key = world.keyOfAlert.get(input.alertId)
    const entry = key === undefined ? undefined : openCase(key)
    if (!entry || entry.alert.id !== input.alertId) {
      const stored = key === undefined ? await deps.storedAlert(input.alertId) : world.cases.get(key)?.alert
      return { ok: false, code: stored ? 'alreadyResolved' : 'alertNotFound' }
    }
    const subject = subjectKey(entry.alert.subject)
    const live = world.states.get(subject)?.live
    const result = commandAlert(entry.alert, input, contextFor(entry, live, input.at))
    if (!result.ok) return { ok: false, code: result.code }
    const draft = newDraft()
    take(draft, entry, result)
    const failure =
      result.alert?.status === 'resolved'
        ? await releaseRule(entry.alert, subject, input.at, draft)
        : await submitEffects(draft, entry.alert.emergency)
    if (failure) return { ok: false, code: 'storeUnavailable' }
    return { ok: true, alert: result.alert ?? entry.alert, entries: result.entries }
  }

  /** A person closed the alert: the rule may look afresh. The log remembers it, for a restart. */
  function releaseRule(
    alert: Alert,
    key: SubjectKey,
    at: EpochMs,
    draft: Draft,
  ): Promise<CommitFailure | undefined> {
    const registered = world.registry.ofSubject(key)
    const state = world.states.get(key)
    if (!registered || !state) return submitEffects(draft)
    const step = release(deps.catalogue(), state, alert.ruleId, at, registered.profile)
    return new Promise((resolve) => {
      submitStep({
        key,
        state: step.state,
        log: { receivedAt: at, topic: `${RELEASE}${key}`, payload: Buffer.from(alert.ruleId) },
        draft,
        urgent: false,
        onCommitted: () => resolve(undefined),
        onFailed: resolve,
      })
    })
  }
}

const IDLE: Draft = { effects: NO_EFFECTS as StoreEffect[], cases: [], changed: [], notifications: [] }

/** A reading's identity within its device, or '' when only the DUP flag could tell and it is not set. */
export function identityOf(reading: Reading, duplicate: boolean): string {
  return reading.deviceClock || reading.ident[reading.ident.indexOf(':') + 1] !== 't' || duplicate
    ? reading.ident
    : ''
}
