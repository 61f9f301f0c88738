// THE conductor. The first of the three doors, a device's message — people's commands are in commands.ts, the passing of
// time is in passing-time.ts — and behind each the same straight line: decide (pure, on the draft), hand the effects to
// the commit lane, and only after the commit let anything be seen. Knows no socket, no SQL and no clock.

import { successorOf } from '../../alerts/delivery/successor.ts'
import type { DeviceRequest } from '../../alerts/detectors/detector.ts'
import type { Finding } from '../../alerts/model/alert.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import { type SubjectKey, subjectKey } from '../../alerts/model/people.ts'
import type { Reading } from '../../alerts/model/telemetry.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { settle } from '../../alerts/response/settlement.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import { emptyState, evaluate, resume, type SubjectState } from '../../alerts/rules/evaluate.ts'
import type { DeliveryUpdate } from '../../alerts/store.ts'
import type { CommitFailure, CommitLane, Waiter } from '../storage/commit-lane.ts'
import type { StoreEffect } from '../storage/effects.ts'
import { createAdmission, isPress } from './admission.ts'
import { decode } from './decode.ts'
import { type Draft, type Drafting, newDraft } from './drafting.ts'
import type { Identities } from './identities.ts'
import { rejectionEffect } from './rejection.ts'
import { NOT_STORED, type SetAside } from './set-aside.ts'
import type { SnapshotSchedule } from './snapshot-schedule.ts'
import type { Submission } from './submission.ts'
import type { Upload } from './uploads.ts'
import type { World } from './world.ts'

export type Incoming = Readonly<{
  topic: string
  payload: Buffer
  deviceId: string
  receivedAt: EpochMs
}>

type Done = (outcome: 'committed' | 'failed') => void

export type IngestHooks = Readonly<{
  message(kind: string): void
  rejected(reason: string): void
  duplicate(): void
  emergencyNotStored(facts: Readonly<{ deviceId: string; receivedAt: EpochMs }>): void
  readingsCommitted(key: SubjectKey, readings: readonly Reading[]): void
  /** After the commit: the engine wants a band to tell or measure something. */
  bandAsked(deviceId: string, requests: readonly DeviceRequest[]): void
}>

export type Ingest = ReturnType<typeof createIngest>

/** Topic of the log row a start writes: silence before it counts against nobody. */
export const RESUME = 'resume'
const NO_BYTES = Buffer.alloc(0)
const IDLE = newDraft()
const NO_REQUESTS: readonly DeviceRequest[] = Object.freeze([])

export function createIngest(deps: {
  world: World
  lane: CommitLane
  catalogue(): Catalogue
  drafting: Drafting
  submission: Submission
  setAside: SetAside
  identities: Identities
  snapshots: SnapshotSchedule
  hooks: IngestHooks
}) {
  const { world, hooks, drafting, submission } = deps
  const { uploads } = drafting
  const { admit, forget } = createAdmission(deps.identities)

  /** Apart from `message`, so that until the commit nothing of a message is kept alive but this. */
  const waiterFor = (
    of: Readonly<{
      key: SubjectKey
      deviceId: string
      receivedAt: EpochMs
      emergency: boolean
      fresh: readonly Reading[]
      requests: readonly DeviceRequest[]
    }>,
    done: Done,
  ): Waiter => ({
    committed() {
      hooks.readingsCommitted(of.key, of.fresh)
      done('committed')
      if (of.requests.length > 0) hooks.bandAsked(of.deviceId, of.requests)
    },
    failed(failure, log) {
      const { deviceId, receivedAt } = of
      forget(of.key, deviceId, of.fresh)
      const notStored = (): void => {
        if (of.emergency) hooks.emergencyNotStored({ deviceId, receivedAt })
        done('failed')
      }
      if (log === null) return notStored()
      const { topic, payload } = log
      const message = { topic, payload: Buffer.from(payload), deviceId, receivedAt }
      if (failure.reason === 'void') return ingest.message(message, done)
      hooks.rejected(NOT_STORED)
      const subject = world.registry.ofSubject(of.key)?.profile.subject ?? { kind: 'device', id: deviceId }
      const aside = { subject, isPress: of.fresh.some(isPress), reason: failure.message }
      const answer = (isKept: boolean): void => (isKept ? done('committed') : notStored())
      void deps.setAside.message(message, aside).then(answer, notStored)
    },
  })

  const ingest = {
    /**
     * A device's message. `done('committed')` is called once everything it caused is on disk; `done('failed')`
     * when the store refused, and then the device must send it again. Never throws for what a device sent.
     */
    message(message: Incoming, done: Done): void {
      const { deviceId, receivedAt } = message
      const settle = (failure: CommitFailure | undefined): void => done(failure ? 'failed' : 'committed')
      const decoded = decode(message.topic, message.payload, receivedAt)
      const draft = decoded.rejected.length === 0 ? undefined : newDraft()
      for (const rejected of decoded.rejected) {
        hooks.rejected(rejected.reason)
        draft?.effects.push(rejectionEffect(message, rejected))
      }
      if (!decoded.ok) {
        void submission.effects(draft ?? IDLE).then(settle)
        return
      }

      const { key, profile } = world.registry.ofDevice(
        deviceId,
        decoded.family === 'drains' ? 'drain' : 'band',
      )
      const fresh: Reading[] = []
      for (const reading of decoded.readings)
        if (admit(key, deviceId, reading)) fresh.push(reading)
        else hooks.duplicate()
      hooks.message(decoded.kind)
      if (fresh.length === 0) {
        // Nothing new, but the first copy may still be on its way to the disk: its place in the queue is kept.
        void submission.effects(draft ?? IDLE).then(settle)
        return
      }

      const catalogue = deps.catalogue()
      let state = world.states.get(key) ?? emptyState()
      let decision = draft
      let emergency = false
      let upload: Upload | undefined
      let requests = NO_REQUESTS
      for (const reading of fresh) {
        const step = evaluate(catalogue, state, reading, profile)
        state = step.state
        if (step.requests.length > 0) requests = [...new Set([...requests, ...step.requests])]
        if (isPress(reading)) {
          emergency ||= reading.kind === 'sos'
          decision ??= newDraft()
          decision.effects.push({ type: 'press', deviceId, ident: reading.ident, receivedAt })
        }
        if (step.findings.length > 0 || upload !== undefined || uploads.isWaiting(profile.subject)) {
          decision ??= newDraft()
          upload ??= uploads.message(decision, { subject: profile.subject, deviceId, now: receivedAt })
          upload.take(reading, step.findings, state.live)
        }
      }
      if (decision !== undefined && upload !== undefined) {
        upload.end(fresh, state.live)
        // An SOS waits for nothing: what its neighbours have become is asked with the next tick.
        if (!emergency) drafting.gather(decision, receivedAt, true)
      }
      const step = {
        key,
        state,
        log: { receivedAt, topic: message.topic, payload: message.payload },
        draft: decision ?? IDLE,
        urgent: emergency,
      }
      submission.step(step, waiterFor({ key, deviceId, receivedAt, emergency, fresh, requests }, done))
    },

    /** A message that the broker turned away: kept where staff can see it, and acknowledged, or it would come for ever. */
    reject(message: Incoming & Readonly<{ reason: string }>, done: Done): void {
      hooks.rejected(message.reason)
      const effect = rejectionEffect(message, { reason: message.reason, detail: message.topic })
      void submission
        .effects({ ...newDraft(), effects: [effect] })
        .then((failure) => done(failure ? 'failed' : 'committed'))
    },

    /** The gateway listens again. One log row for everybody, because it happened to everybody. */
    resume(now: EpochMs): Promise<CommitFailure | undefined> {
      return submission.everybody(() => {
        const moved: [SubjectKey, SubjectState][] = []
        for (const [key, visible] of world.states.visibleEntries()) {
          const state = world.states.get(key) ?? visible
          const registered = world.registry.ofSubject(key)
          if (registered) moved.push([key, resume(deps.catalogue(), state, now, registered.profile).state])
        }
        return { moved, log: { receivedAt: now, topic: RESUME, payload: NO_BYTES } }
      })
    },

    /** A finding of the gateway about itself, such as a message that could not be delivered. */
    raise(finding: Finding, now: EpochMs): Promise<CommitFailure | undefined> {
      return submission.effects(() => {
        const draft = newDraft()
        drafting.takeFindings(draft, [finding], { live: undefined, now })
        return draft
      })
    },

    /**
     * Delivery progress, from the dispatcher, with what it means for the alert: told, or not told and so the next
     * step. Resolves when it is on disk, rejects when the store refused. `also` is written with it.
     */
    async record(
      {
        update,
        notification,
        now,
      }: Readonly<{ update: DeliveryUpdate; notification: Notification; now: EpochMs }>,
      also: readonly StoreEffect[] = [],
    ): Promise<void> {
      const happened: readonly StoreEffect[] = [{ type: 'delivery', update }, ...also]
      const decide = (): Draft => {
        const draft = { ...newDraft(), effects: [...happened] }
        const key = world.keyOfAlert.get(notification.alertId)
        const entry = key === undefined ? undefined : drafting.openCase(key)
        if (entry?.alert.id === notification.alertId) {
          const live = world.states.get(subjectKey(entry.alert.subject))?.live
          const outcome = settle(entry.alert, notification, drafting.contextFor(entry, live, { now }))
          drafting.take(draft, entry, outcome)
        } else drafting.send(draft, successorOf(notification, now))
        return draft
      }
      let failure = await submission.effects(decide, notification.emergency)
      // That it went out is true whatever it was to mean for the alert: it must not be sent again for want of that.
      if (failure?.reason === 'refused') failure = await ingest.write(happened)
      if (failure) throw new Error(`the delivery of ${update.key} could not be recorded: ${failure.message}`)
    },

    /** Anything else that is to be on disk before its caller goes on. */
    write: (effects: readonly StoreEffect[]): Promise<CommitFailure | undefined> =>
      submission.effects({ ...newDraft(), effects: [...effects] }),

    /** Every uncommitted decision is void; called by the lane before it tells the units. */
    forgetDrafts(): void {
      world.states.reset()
      world.cases.reset()
      world.silences.reset()
      world.tests.reset()
      world.nextAlertId = world.lastAlertId + 1
      drafting.forget()
      deps.snapshots.rewind(deps.lane.lastSeq() + 1)
    },
  }
  return ingest
}
