import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runAudit } from '../../../gateway/record/audit-command.ts'
import { createBatchWriter } from '../../../gateway/storage/batch-writer.ts'
import { openDatabase, storeFile } from '../../../gateway/storage/database.ts'
import type { StoreEffect } from '../../../gateway/storage/effects.ts'
import { migrateStore } from '../../../gateway/storage/migrations.ts'
import { chainStoredTimeline } from '../../../gateway/storage/timeline.ts'
import { testFolder } from '../../support/folder.ts'

const alert = (id: number): StoreEffect =>
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
    },
  }) as unknown as StoreEffect
const line = (alertId: number, seq: number, actor = 'system'): StoreEffect => ({
  type: 'timeline',
  entry: { alertId, seq, at: 1_000 * seq, kind: 'opened', actor, detail: { text: '王秀兰' } },
})

/** Two alerts of three and two lines, written in turn. */
function recorded(): Readonly<{
  folder: string
  db: DatabaseSync
  write(effects: readonly StoreEffect[]): void
}> {
  const folder = testFolder()
  const db = openDatabase(storeFile(folder), { mode: 'write', durable: true })
  onTestFinished(() => db.close())
  migrateStore(db)
  const writer = createBatchWriter(db)
  writer.apply([alert(1), line(1, 1)])
  writer.apply([alert(2), line(2, 1), line(1, 2)])
  writer.apply([line(2, 2, 'p-duty'), line(1, 3)])
  return { folder, db, write: writer.apply }
}

function audit(folder: string, ...argv: string[]): Readonly<{ code: number; said: string }> {
  const lines: string[] = []
  const code = runAudit([...argv, '--data', folder], { say: (text) => lines.push(text) })
  return { code, said: lines.join('\n') }
}

/** Somebody with the file in their hands: no trigger stops them. */
const forge = (db: DatabaseSync, sql: string): void =>
  db.exec(`drop trigger timeline_is_append_only_update; drop trigger timeline_is_append_only_delete; ${sql}`)

describe('npm run audit', () => {
  it('verifies beside a connection that goes on writing', () => {
    const { folder, write } = recorded()
    expect(audit(folder, 'verify')).toMatchObject({ code: 0 })
    expect(audit(folder, 'verify').said).toContain('The record is whole: 5 lines.')
    write([line(1, 4)])
    expect(audit(folder, 'verify').said).toContain('6 lines')
  })

  it('prints the head, and a record that was written anew does not fit the one that was kept', () => {
    const { folder, db } = recorded()
    const head = audit(folder, 'head').said
    expect(head).toMatch(/^5:[0-9a-f]{64}$/)
    expect(audit(folder, 'verify', '--head', head)).toMatchObject({ code: 0 })
    forge(db, "update timeline set actor = 'nobody' where alert_id = 1 and seq = 1")
    const rows = 'create table bare as select alert_id, seq, at, kind, actor, detail from timeline'
    db.exec(`${rows}; drop table timeline; alter table bare rename to timeline`)
    chainStoredTimeline(db)
    expect(audit(folder, 'verify')).toMatchObject({ code: 0 })
    const verdict = audit(folder, 'verify', '--head', head)
    expect(verdict.code).toBe(1)
    expect(verdict.said).toContain('broken at line 5')
    expect(verdict.said).toContain('not the one that was kept')
  })

  it('names alert, line and what differs, and the last good line', () => {
    const { folder, db } = recorded()
    forge(db, "update timeline set actor = 'p-other' where alert_id = 2 and seq = 2")
    const { code, said } = audit(folder, 'verify')
    expect(code).toBe(1)
    expect(said).toContain('broken at line 4 (alert 2, seq 2): its content does not fit its hash')
    expect(said).toContain('Last good line: 3 (alert 1, seq 2).')
  })

  it('misses a line in the middle and lines at the end', () => {
    const middle = recorded()
    forge(middle.db, 'delete from timeline where no = 2')
    expect(audit(middle.folder, 'verify').said).toContain('broken at line 2: it is gone')
    const end = recorded()
    forge(end.db, 'delete from timeline where no > 3')
    expect(audit(end.folder, 'verify').said).toContain('broken at line 4: it and all after it are gone')
  })

  it('a transaction that fails leaves the chain where it was', () => {
    const { folder, write } = recorded()
    expect(() => write([line(1, 4), line(1, 1)])).toThrow()
    write([line(1, 4)])
    expect(audit(folder, 'verify').said).toContain('The record is whole: 6 lines.')
  })

  it('lines from before there was a chain are chained as they stand, and new ones follow them', () => {
    const folder = testFolder()
    const db = new DatabaseSync(storeFile(folder))
    onTestFinished(() => db.close())
    db.exec(`
      create table alert (id integer primary key) strict;
      create table meta (key text primary key, value text not null) strict, without rowid;
      create table timeline (
        alert_id integer not null references alert (id), seq integer not null, at integer not null,
        kind text not null, actor text not null, detail text not null, primary key (alert_id, seq)
      ) strict, without rowid;
      insert into alert values (1), (2);
      insert into timeline values (1, 1, 5, 'opened', 'system', '{}'), (2, 1, 3, 'opened', 'system', '{}'),
        (1, 2, 9, 'acknowledged', 'p-duty', '{"a":1}')`)
    chainStoredTimeline(db)
    expect(audit(folder, 'verify').said).toContain('The record is whole: 3 lines.')
    const order = db.prepare('select alert_id, seq from timeline order by no').all()
    expect(order.map((row) => [row.alert_id, row.seq])).toEqual([
      [2, 1],
      [1, 1],
      [1, 2],
    ])
    expect(() => db.exec('delete from timeline')).toThrow(/append-only/)
  })

  it('says how to use it, and what is wrong with a folder or a head', () => {
    const { folder } = recorded()
    expect(audit(folder).code).toBe(2)
    expect(audit(folder, 'verify', '--head', '5').code).toBe(2)
    expect(audit(`${folder}/nowhere`, 'verify')).toMatchObject({ code: 1 })
    expect(audit(folder, '--help').code).toBe(0)
  })
})
