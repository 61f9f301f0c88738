import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type CommitFailure,
  type CommitLane,
  createCommitLane,
  type Unit,
} from '../../../gateway/storage/commit-lane.ts'
import { openDatabase, storeFile } from '../../../gateway/storage/database.ts'
import type { StoreEffect } from '../../../gateway/storage/effects.ts'
import { migrateStore } from '../../../gateway/storage/migrations.ts'
import { testFolder } from '../../support/folder.ts'

type Opened = { lane: CommitLane; peek: DatabaseSync; events: string[]; path: string }

async function open(options: { maxPages?: number } = {}): Promise<Opened> {
  const path = storeFile(testFolder())
  const db = openDatabase(path, { mode: 'write', durable: true })
  migrateStore(db)
  db.close()
  const events: string[] = []
  const lane = await createCommitLane({
    path,
    lastSeq: 0,
    now: Date.now,
    onFailure: (failure) => events.push(`failure ${failure.reason}`),
    onFatal: (error) => events.push(`fatal ${error.message}`),
    ...options,
  })
  onTestFinished(() => lane.close())
  return { lane, peek: new DatabaseSync(path, { readOnly: true }), events, path }
}

function submit(
  opened: Opened,
  name: string,
  unit: Partial<Unit> & { size?: number } = {},
): Promise<CommitFailure | undefined> {
  return new Promise((resolve) => {
    opened.lane.submit(
      {
        log: {
          receivedAt: 1_000,
          topic: `v1/bands/${name}/vitals`,
          payload: Buffer.alloc(unit.size ?? 10, name),
        },
        effects: [],
        urgent: false,
        ...unit,
      },
      {
        committed() {
          const stands = opened.peek
            .prepare('select count(*) as n from log where topic = ?')
            .get(`v1/bands/${name}/vitals`)
          opened.events.push(`committed ${name} with ${stands?.n} row(s) on disk`)
          resolve(undefined)
        },
        failed(failure) {
          opened.events.push(`failed ${name}`)
          resolve(failure)
        },
      },
    )
  })
}

const alertEffect = (id: number, subject: string): StoreEffect =>
  ({
    type: 'alert',
    alert: {
      id,
      subject: { kind: 'resident', id: subject },
      ruleId: 'sos',
      status: 'open',
      severity: 'critical',
      gridId: 'g-1',
      receivedAt: 1,
      dueAt: null,
    },
  }) as unknown as StoreEffect

describe('the commit lane', () => {
  it('says committed only when another connection can read the row, and in the order of submission', async () => {
    const opened = await open()
    await Promise.all([submit(opened, 'a'), submit(opened, 'b', { urgent: true }), submit(opened, 'c')])
    expect(opened.events).toEqual([
      'committed a with 1 row(s) on disk',
      'committed b with 1 row(s) on disk',
      'committed c with 1 row(s) on disk',
    ])
  })

  it('numbers log rows without a gap and keeps each payload with its topic', async () => {
    const opened = await open()
    await Promise.all(['x', 'yy', 'z'].map((name) => submit(opened, name, { size: name.length * 3 })))
    const rows = opened.peek.prepare('select seq, topic, payload from log order by seq').all()
    expect(
      rows.map((row) => [row.seq, row.topic, Buffer.from(row.payload as Uint8Array).toString()]),
    ).toEqual([
      [1, 'v1/bands/x/vitals', 'xxx'],
      [2, 'v1/bands/yy/vitals', 'yyyyyy'],
      [3, 'v1/bands/z/vitals', 'zzz'],
    ])
  })

  it('a unit without a log row keeps its place in the queue', async () => {
    const opened = await open()
    await Promise.all([submit(opened, 'a'), submit(opened, 'nothing', { log: null }), submit(opened, 'b')])
    expect(opened.events.map((event) => event.split(' with')[0])).toEqual([
      'committed a',
      'committed nothing',
      'committed b',
    ])
  })

  it('Invariant 2: one message, one transaction — of a unit with one refused effect neither its row nor its other effects stay', async () => {
    const opened = await open()
    await submit(opened, 'first', { effects: [alertEffect(1, 'r-1')] })
    const failures = await Promise.all([
      submit(opened, 'before'),
      submit(opened, 'faulty', { effects: [alertEffect(2, 'r-2'), alertEffect(3, 'r-1')] }),
      submit(opened, 'after'),
    ])
    expect(failures.map((failure) => failure?.reason)).toEqual([undefined, 'refused', 'void'])
    expect(opened.peek.prepare('select id from alert').all()).toEqual([{ id: 1 }])
    expect(opened.events).toEqual([
      'committed first with 1 row(s) on disk',
      'committed before with 1 row(s) on disk',
      'failure refused',
      'failed faulty',
      'failed after',
    ])
  })

  it('gives back what stood in the log row of a refused unit and of one that is void with it', async () => {
    const opened = await open()
    await submit(opened, 'first', { effects: [alertEffect(1, 'r-1')] })
    const logs: (string | null)[] = []
    const note = (name: string, log: string | null, effects: readonly StoreEffect[] = []): Promise<void> =>
      new Promise((resolve) => {
        opened.lane.submit(
          {
            log: log === null ? null : { receivedAt: 7, topic: name, payload: Buffer.from(log) },
            effects,
            urgent: false,
          },
          {
            committed: resolve,
            failed(_failure, row) {
              logs.push(row && `${row.receivedAt} ${row.topic} ${Buffer.from(row.payload)}`)
              resolve()
            },
          },
        )
      })
    await Promise.all([
      note('a', 'one'),
      note('nothing', null),
      note('faulty', 'two', [alertEffect(2, 'r-1')]),
      note('nothing more', null),
      note('b', 'three'),
    ])
    expect(logs).toEqual(['7 faulty two', null, '7 b three'])
  })

  it('Invariant 8: one open alert per subject and rule is refused a second row by the unique index itself', async () => {
    const opened = await open()
    expect(
      await submit(opened, 'a', { effects: [alertEffect(1, 'r-1'), alertEffect(2, 'r-2')] }),
    ).toBeUndefined()
    expect((await submit(opened, 'b', { effects: [alertEffect(3, 'r-1')] }))?.reason).toBe('refused')
  })

  it('goes on with the next sequence number after a refused unit, as if it had never been', async () => {
    const opened = await open()
    await submit(opened, 'first', { effects: [alertEffect(1, 'r-1')] })
    await submit(opened, 'bad', { effects: [alertEffect(2, 'r-1')] })
    await submit(opened, 'good')
    expect(
      opened.peek
        .prepare('select seq, topic from log order by seq')
        .all()
        .map((row) => row.seq),
    ).toEqual([1, 2])
    expect(opened.lane.lastSeq()).toBe(2)
  })

  it('a table that takes nothing is the store’s trouble, not a unit’s: the whole batch fails and nothing is void', async () => {
    const opened = await open()
    const other = new DatabaseSync(opened.path)
    other.exec("create trigger shut before insert on alert begin select raise(abort, 'shut'); end")
    const failures = await Promise.all([
      submit(opened, 'before'),
      submit(opened, 'alert', { effects: [alertEffect(1, 'r-1')] }),
      submit(opened, 'after'),
    ])
    expect(failures.map((failure) => failure?.reason)).toEqual(['constraint', 'constraint', 'constraint'])
    other.exec('drop trigger shut')
    other.close()
    expect(await submit(opened, 'alert', { effects: [alertEffect(1, 'r-1')] })).toBeUndefined()
  })

  it('a full disk fails the batch, stores nothing of it, and commits again when there is room', async () => {
    const opened = await open({ maxPages: 60 })
    const failures = await Promise.all(
      Array.from({ length: 40 }, (_, i) => submit(opened, `big-${i}`, { size: 20_000 })),
    )
    expect(failures.every((failure) => failure?.reason === 'full')).toBe(true)
    expect(opened.peek.prepare('select count(*) as n from log').get()?.n).toBe(0)
    expect(await submit(opened, 'small')).toBeUndefined()
  })

  it('a database that another process holds locked fails the batch within the timeout and recovers', async () => {
    const opened = await open()
    const other = new DatabaseSync(opened.path)
    other.exec('begin immediate')
    const blocked = submit(opened, 'blocked')
    expect((await blocked)?.reason).toBe('locked')
    other.exec('rollback')
    other.close()
    expect(await submit(opened, 'after')).toBeUndefined()
  })

  it('commits what waits before it closes, and refuses what comes after', async () => {
    const opened = await open()
    const last = submit(opened, 'last')
    await opened.lane.close()
    expect(await last).toBeUndefined()
    expect((await submit(opened, 'too late'))?.reason).toBe('closed')
  })
})
