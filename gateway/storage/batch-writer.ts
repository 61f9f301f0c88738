// Executes batches as one SQLite transaction. Where one unit's own content breaks a rule of the store, it alone is
// refused: everything before it is committed, and what comes after it, decided on top of it, is left to be decided
// again. Runs in the writer thread; has none of its own, so that a command-line tool or a test can use it directly.

import type { DatabaseSync } from 'node:sqlite'
import { machineTick } from './batch-builder.ts'
import { SQLITE, sqliteCode } from './database.ts'
import type { Batch, StoreEffect } from './effects.ts'
import { createTimelineWriter } from './timeline.ts'
import { createEffectWriter } from './write-effects.ts'

/** `batch` by its place in what was handed over, `unit` by its place in the batch. */
export type RefusedUnit = Readonly<{ batch: number; unit: number; message: string }>

export type BatchWriter = Readonly<{
  /** All of it; or all before the unit that is named, and nothing else. */
  write(batches: readonly Batch[]): RefusedUnit | undefined
  apply(effects: readonly StoreEffect[]): void
}>

/** Log rows and effects of a batch that are to be written; all of them, and its snapshots, when it is not cut. */
type Cut = Readonly<{ unit: number; rows: number; effects: number }>

/** Prepares the statements once. `write` throws what SQLite throws when no unit is to blame, after rolling back. */
export function createBatchWriter(db: DatabaseSync): BatchWriter {
  const log = db.prepare('insert into log (seq, received_at, topic, payload) values (?, ?, ?, ?)')
  const snapshot = db.prepare(
    'insert into engine_state (subject, seq, body) values (?, ?, ?) on conflict (subject) do update set seq = excluded.seq, body = excluded.body',
  )
  const floor = db.prepare(
    `insert into meta (key, value) values ('floor', ?) on conflict (key) do update set value = excluded.value`,
  )
  const timeline = createTimelineWriter(db)
  const apply = createEffectWriter(db, timeline)

  const transaction = (work: () => void): void => {
    db.exec('begin immediate')
    try {
      work()
      timeline.seal()
      db.exec('commit')
    } catch (error) {
      if (db.isTransaction) db.exec('rollback')
      throw error
    } finally {
      timeline.forget()
    }
  }

  /** The effect at work, by batch and place; undefined while something else is written. */
  let batchAt = 0
  let effectAt: number | undefined

  const put = (batch: Batch, cut?: Cut): void => {
    const topics = batch.topics.split('\n')
    const rows = cut?.rows ?? batch.ends.length
    let start = 0
    for (let i = 0; i < rows; i++) {
      const end = batch.ends[i] as number
      log.run(
        batch.firstSeq + i,
        batch.receivedAt[i] as number,
        topics[i] as string,
        batch.bytes.subarray(start, end),
      )
      start = end
    }
    const at = batch.sealedAt + Math.max(0, Math.round(machineTick() - batch.sealedTick))
    const effects = cut?.effects ?? batch.effects.length
    for (effectAt = 0; effectAt < effects; effectAt++) apply(batch.effects[effectAt] as StoreEffect, at)
    effectAt = undefined
    // What is saved of the engine includes what was decided after the cut.
    if (cut !== undefined) return
    for (const row of batch.snapshots) snapshot.run(row.subject, row.seq, row.body)
    if (batch.floor !== null) floor.run(String(batch.floor))
  }

  const putAll = (batches: readonly Batch[], cut?: Cut): void =>
    transaction(() => {
      const last = batches.length - 1
      for (batchAt = 0; batchAt <= last; batchAt++)
        put(batches[batchAt] as Batch, batchAt === last ? cut : undefined)
    })

  return {
    write(batches) {
      effectAt = undefined
      try {
        putAll(batches)
        return undefined
      } catch (error) {
        if (effectAt === undefined || !isOfUnit(error)) throw error
        const refused = batchAt
        const cut = startOf(batches[refused] as Batch, effectAt)
        // The same statements in the same order as a moment ago, up to the one that failed.
        if (refused > 0 || cut.rows > 0 || cut.effects > 0) putAll(batches.slice(0, refused + 1), cut)
        return { batch: refused, unit: cut.unit, message: (error as Error).message }
      }
    },
    apply(effects) {
      transaction(() => {
        const at = Date.now()
        for (const effect of effects) apply(effect, at)
      })
    },
  }
}

/**
 * What the rules of the tables refuse, whatever the state of the disk; all else may pass with time. A trigger that
 * forbids is no such rule: it guards a table against everybody, and a table that takes nothing is the store's trouble.
 */
function isOfUnit(error: unknown): boolean {
  switch (sqliteCode(error)) {
    case SQLITE.constraint:
      return (error as { errcode: number }).errcode !== SQLITE.constraintTrigger
    case SQLITE.tooBig:
    case SQLITE.mismatch:
    case SQLITE.range:
      return true
    default:
      // A value that cannot be bound, or not be written as JSON.
      return error instanceof TypeError || error instanceof RangeError
  }
}

/** Where the unit of this effect begins. */
function startOf({ starts }: Batch, effect: number): Cut {
  let cut: Cut = { unit: 0, rows: 0, effects: 0 }
  for (let i = 0; i < starts.length && (starts[i + 2] as number) <= effect; i += 3)
    cut = { unit: starts[i] as number, rows: starts[i + 1] as number, effects: starts[i + 2] as number }
  return cut
}
