import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { type CommitLane, createCommitLane, type Waiter } from '../../../gateway/storage/commit-lane.ts'
import { openDatabase, storeFile } from '../../../gateway/storage/database.ts'
import type { StoreEffect } from '../../../gateway/storage/effects.ts'
import { migrateStore } from '../../../gateway/storage/migrations.ts'
import { headFrom } from '../../../gateway/storage/timeline.ts'
import { testFolder } from '../../support/folder.ts'

/** Three ways in which a unit's own content breaks a rule of the store. */
type Fault = 'taken' | 'shape' | 'value'
type Plan = Readonly<{
  fault: Fault | null
  /** Without a log row. */
  bare: boolean
  urgent: boolean
  /** Effects of its own: an alert with a line of its record. */
  alert: boolean
  /** The turn of the event loop ends after it: what comes next is another batch. */
  pause: boolean
}>

const plan: fc.Arbitrary<Plan> = fc.record({
  fault: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, fc.constantFrom('taken', 'shape', 'value')),
  bare: fc.boolean(),
  urgent: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
  alert: fc.boolean(),
  pause: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
}) as fc.Arbitrary<Plan>

const alertEffect = (id: number, more: object = {}): StoreEffect =>
  ({
    type: 'alert',
    alert: {
      id,
      subject: { kind: 'resident', id: `r-${id}` },
      ruleId: 'sos',
      status: 'open',
      severity: 'critical',
      gridId: 'g-1',
      receivedAt: 1,
      dueAt: null,
      ...more,
    },
  }) as unknown as StoreEffect
const line = (alertId: number, more: object = {}): StoreEffect =>
  ({
    type: 'timeline',
    entry: { alertId, seq: 1, at: 1, kind: 'opened', actor: 'system', detail: {}, ...more },
  }) as unknown as StoreEffect

/** What stands in the store already; a fault is to contradict it. */
const TAKEN = 1
/** Ids of one run are all below those of the next. */
const RUN = 1_000

const effectsOf = ({ fault, alert }: Plan, id: number): readonly StoreEffect[] => {
  const own = alert ? [alertEffect(id), line(id)] : []
  switch (fault) {
    case null:
      return own
    case 'taken':
      return [...own, alertEffect(id + 100, { subject: { kind: 'resident', id: `r-${TAKEN}` } })]
    case 'shape':
      return [...own, line(id + 200)]
    case 'value':
      return [...own, alertEffect(id + 300, { severity: undefined })]
  }
}

async function openLane() {
  const path = storeFile(testFolder())
  const db = openDatabase(path, { mode: 'write', durable: true })
  migrateStore(db)
  db.close()
  const lane: CommitLane = await createCommitLane({
    path,
    lastSeq: 0,
    now: () => 1_000,
    onFatal: (error) => expect.unreachable(error.message),
  })
  onTestFinished(() => lane.close())
  const peek = new DatabaseSync(path, { readOnly: true })
  onTestFinished(() => peek.close())
  await new Promise<void>((resolve) =>
    lane.submit(
      { log: null, effects: [alertEffect(TAKEN)], urgent: true },
      { committed: resolve, failed: ({ message }) => expect.unreachable(message) },
    ),
  )
  return { lane, peek }
}

it('whichever units are faulty, they alone are refused, once; all others are committed, in order, seen only when on disk', async () => {
  const { lane, peek } = await openLane()
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 60 }), async (plans) => {
      run += 1
      const firstSeq = lane.lastSeq() + 1
      const firstNo = Number(peek.prepare('select count(*) as n from timeline').get()?.n) + 1
      const topicOf = (at: number): string => `run/${run}/${at}`
      const committed: number[] = []
      const refused: number[] = []
      const wrong: string[] = []
      const say = (at: number): void => {
        const one = plans[at] as Plan
        const said = `payload of ${at}`
        const log = one.bare ? null : { receivedAt: at, topic: topicOf(at), payload: Buffer.from(said) }
        const waiter: Waiter = {
          committed() {
            committed.push(at)
            const rows = peek.prepare('select payload from log where topic = ?').all(topicOf(at))
            const stored = rows.map(({ payload }) => String(Buffer.from(payload as Uint8Array)))
            if (stored.join() !== (one.bare ? '' : said))
              wrong.push(`${at} is committed, and ${stored} is stored`)
          },
          failed({ reason }, row) {
            const given = row === null ? null : String(Buffer.from(row.payload))
            if (given !== (one.bare ? null : said)) wrong.push(`${at} gave back ${given}`)
            if (reason === 'refused') refused.push(at)
            else if (reason === 'void') say(at)
            else wrong.push(`${at} failed: ${reason}`)
          },
        }
        lane.submit({ log, effects: effectsOf(one, run * RUN + at), urgent: one.urgent }, waiter)
      }
      for (const [at, { pause }] of plans.entries()) {
        say(at)
        if (pause) await new Promise((resolve) => setImmediate(resolve))
      }
      await lane.settled()

      const upTo = [...plans.keys()]
      const sound = upTo.filter((at) => plans[at]?.fault === null)
      expect(wrong).toEqual([])
      expect(refused.toSorted((a, b) => a - b)).toEqual(upTo.filter((at) => plans[at]?.fault !== null))
      expect(committed).toEqual(sound)
      // The log without a gap, in order; of a refused unit nothing at all; the record's chain as long as it is.
      const logged = sound.filter((at) => plans[at]?.bare === false)
      expect(peek.prepare('select seq, topic from log where seq >= ? order by seq').all(firstSeq)).toEqual(
        logged.map((at, i) => ({ seq: firstSeq + i, topic: topicOf(at) })),
      )
      const alerts = sound.filter((at) => plans[at]?.alert).map((at) => run * RUN + at)
      expect(peek.prepare('select id from alert where id >= ? order by id').all(run * RUN)).toEqual(
        alerts.map((id) => ({ id })),
      )
      expect(
        peek.prepare('select no, alert_id as id from timeline where no >= ? order by no').all(firstNo),
      ).toEqual(alerts.map((id, i) => ({ no: firstNo + i, id })))
      const head = peek.prepare("select value from meta where key = 'timelineHead'").get()
      expect(headFrom(String(head?.value))?.no).toBe(firstNo - 1 + alerts.length)
      expect(lane.lastSeq()).toBe(firstSeq - 1 + logged.length)
      expect(lane.depth()).toBe(0)
    }),
    { numRuns: 60 },
  )
}, 60_000)
