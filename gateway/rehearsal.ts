// A rehearsal before the doors open: presses of an SOS in a world of its own go all the way, from the bytes to the
// board's frame and the ambulance desk's signed request. The first real one then meets code that has run before; without
// it the first takes several times as long as any later. Nothing of it is stored, shown or sent.

import { createWebhookChannel } from '../alerts/channels/webhook.ts'
import { createDispatcher } from '../alerts/delivery/dispatcher.ts'
import type { EpochMs } from '../alerts/model/time.ts'
import type { ResponseContext } from '../alerts/response/context.ts'
import type { Grouping } from '../alerts/response/grouping.ts'
import type { PolicyBook } from '../alerts/response/policy.ts'
import type { Catalogue } from '../alerts/rules/compile.ts'
import { createBoard } from './board.ts'
import { hmacHex } from './channels/hmac.ts'
import { createDrafting } from './ingest/drafting.ts'
import { createIdentities } from './ingest/identities.ts'
import { createIngest } from './ingest/ingest.ts'
import { createSnapshotSchedule } from './ingest/snapshot-schedule.ts'
import { createSubmission } from './ingest/submission.ts'
import { createWorld } from './ingest/world.ts'
import { createHub } from './live/hub.ts'
import { directoryFrom } from './people/directory.ts'
import type { Entity } from './people/ports.ts'
import { STAFF } from './people/scope.ts'
import { createBatchBuilder } from './storage/batch-builder.ts'
import type { CommitLane, Waiter } from './storage/commit-lane.ts'
import { createHaste } from './turns.ts'

export type Rehearsed = Readonly<{
  /** Presses that reached the board, and requests that would have gone to the desk. */
  shown: number
  told: number
}>

/** Enough for what runs often to be compiled well; more would only hold up the start. */
const PRESSES = 20
const VITALS_EACH = 5
const KNOCK_MS = 2_000

/** Rejects with whatever a press would have met; what that means for the start is for the caller to say. */
export async function rehearse(deps: {
  catalogue: Catalogue
  groupings: readonly Grouping[]
  policies: PolicyBook
  ruleTexts: ResponseContext['ruleTexts']
  now(): EpochMs
}): Promise<Rehearsed> {
  const { catalogue, groupings, policies, ruleTexts, now } = deps
  const world = createWorld(directoryFrom(place()))
  const identities = createIdentities()
  const snapshots = createSnapshotSchedule({ now, body: () => '' })
  const board = createBoard({
    world,
    catalogue: () => catalogue,
    ruleTitles: () => ({}),
    groupings: () => groupings,
    now,
  })
  const never = { setTimer: () => () => {}, after: () => () => {} }
  const hub = createHub({
    world: board,
    timers: { now, after: never.after },
    scopeOf: () => STAFF,
    instance: 'rehearsal',
  })
  let shown = 0
  let told = 0
  hub.join({
    personId: 'duty',
    send(frame, sent) {
      if (frame.includes('"sos"')) shown += 1
      sent?.()
    },
    bufferedBytes: () => 0,
    drop: () => {},
  })
  const channel = createWebhookChannel({
    async fetch() {
      told += 1
      return new Response('ok')
    },
    now,
    hmac: hmacHex,
    target: () => ({ url: 'https://desk.invalid/', secret: 'rehearsal' }),
  })
  const settled: Promise<void>[] = []
  const dispatcher = createDispatcher({
    outbox: { load: () => [] },
    channels: new Map([[channel.name, channel]]),
    clock: { now, setTimer: never.setTimer },
    random: () => 0.5,
    record: async () => {},
    onUpdate(notification) {
      const view = board.progressed(notification)
      if (view) hub.notification(view)
    },
  })
  const visible = {
    subjectChanged: (key: string) => hub.residentChanged(key.slice(key.indexOf(':') + 1)),
    alertChanged: hub.alert,
    notificationsQueued(notifications: Parameters<typeof dispatcher.enqueue>[0]) {
      dispatcher.enqueue(notifications)
      for (const view of board.queued(notifications)) hub.notification(view)
    },
    silenceChanged: hub.silence,
  }
  const fault = Promise.withResolvers<never>()
  fault.promise.catch(() => {})
  const lane = createLane(now, fault.reject)
  const drafting = createDrafting({
    world,
    response: () => ({
      policies,
      ruleTexts,
      channels: { on: [channel.name], pushable: () => false, dialsDesk: false },
    }),
    visible,
    groupings: () => groupings,
  })
  const nothing = (): void => {}
  const ingest = createIngest({
    world,
    lane,
    catalogue: () => catalogue,
    drafting,
    submission: createSubmission({
      world,
      lane,
      snapshots,
      drafting,
      visible,
      haste: createHaste(),
      onRefused: nothing,
    }),
    setAside: { message: async () => true, decision: nothing },
    identities,
    snapshots,
    hooks: {
      message: nothing,
      rejected: nothing,
      duplicate: nothing,
      emergencyNotStored: nothing,
      readingsCommitted: nothing,
      bandAsked: nothing,
    },
  })
  const say = (deviceId: string, kind: string, facts: object): void => {
    const payload = Buffer.from(JSON.stringify({ ts: now(), ...facts }))
    settled.push(
      new Promise((resolve) =>
        ingest.message({ topic: `v1/bands/${deviceId}/${kind}`, payload, deviceId, receivedAt: now() }, () =>
          resolve(),
        ),
      ),
    )
  }
  for (let i = 0; i < PRESSES; i++) {
    for (let k = 0; k < VITALS_EACH; k++) say(`band-${i}`, 'vitals', { seq: k, heartRate: 70 + k })
    say(`band-${i}`, 'sos', { id: 'press' })
    // One after the other, as they come: the requests of one are on their way when the next is decided.
    await Promise.race([Promise.all(settled.splice(0)), fault.promise])
    await new Promise((resume) => setImmediate(resume))
  }
  await dispatcher.close()
  hub.close()
  return { shown, told }
}

/** One request to our own door: what a first request of a process loads is not loaded by the first call for help. */
export async function knock({ host, port }: Readonly<{ host: string; port: number }>): Promise<void> {
  const any =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  const answer = await fetch(`http://${any}:${port}/livez`, { signal: AbortSignal.timeout(KNOCK_MS) })
  await answer.arrayBuffer()
}

/** Commits at the next turn what a real one writes down first. */
function createLane(now: () => EpochMs, onFault: (error: unknown) => void): CommitLane {
  let seq = 0
  let waiting: Waiter[] = []
  let builder = createBatchBuilder(1)
  const commit = (): void => {
    builder.seal({ id: 1, epoch: 0, sealedAt: now(), snapshots: [], floor: null })
    builder = createBatchBuilder(seq + 1)
    const committed = waiting
    waiting = []
    try {
      for (const waiter of committed) waiter.committed()
    } catch (error) {
      onFault(error)
    }
  }
  return {
    submit({ log, effects }, waiter) {
      if (waiting.push(waiter) === 1) setImmediate(commit)
      builder.add(log, effects)
      return log ? ++seq : null
    },
    depth: () => waiting.length,
    lastSeq: () => seq,
    flush: () => {},
    settled: async () => {},
    close: async () => {},
  }
}

/** The smallest community in which an SOS has somebody to go to. */
function place(): Entity[] {
  const community = { id: 'c', name: '演练', timeZone: 'Asia/Shanghai', address: '—' }
  const duty = { id: 'duty', name: '演练', role: 'duty' as const, communityId: 'c', phone: '13800000000' }
  const webhook = { url: 'https://desk.invalid/', secret: 'rehearsal' }
  const entities: Entity[] = [
    { kind: 'community', id: 'c', body: community },
    { kind: 'grid', id: 'g', body: { id: 'g', communityId: 'c', name: '演练' } },
    { kind: 'building', id: 'b', body: { id: 'b', gridId: 'g', name: '演练' } },
    { kind: 'person', id: 'duty', body: duty },
    {
      kind: 'shift',
      id: 's',
      body: {
        id: 's',
        communityId: 'c',
        role: 'duty',
        personId: 'duty',
        weekdays: [1, 2, 3, 4, 5, 6, 7],
        from: '00:00',
        to: '00:00',
      },
    },
    {
      kind: 'partner',
      id: 'desk',
      body: { id: 'desk', kind: 'desk120', name: '120', communityId: 'c', webhook },
    },
  ]
  for (let i = 0; i < PRESSES; i++) {
    const id = `r-${i}`
    const body = {
      id,
      name: '演练',
      sex: 'female' as const,
      born: '1945-05-05',
      buildingId: 'b',
      door: '—',
      entry: '—',
      conditions: [],
      tags: [],
      caregivers: [],
    }
    entities.push({ kind: 'resident', id, body })
    entities.push({
      kind: 'device',
      id: `band-${i}`,
      body: { id: `band-${i}`, kind: 'band', residentId: id },
    })
  }
  return entities
}
