// What becomes of an alert's deadlines when the clock is set back: they were counted from a time that was too late, and
// nobody is to wait for that hour twice. What people have chosen, such as the end of a silence, is a time of day.

import type { Alert } from '../model/alert.ts'

/** The alert with every deadline `byMs` earlier; the same object where it has none. */
export function setBack(alert: Alert, byMs: number): Alert {
  const { dueAt, chainDueAt, lapsesAt, silence, late, undo } = alert
  const held = silence !== undefined && dueAt === silence.until
  const sooner = {
    ...(dueAt === null || held ? {} : { dueAt: dueAt - byMs }),
    ...(chainDueAt === undefined ? {} : { chainDueAt: chainDueAt - byMs }),
    ...(lapsesAt === undefined ? {} : { lapsesAt: lapsesAt - byMs }),
    ...(silence?.chainDueAt === undefined
      ? {}
      : { silence: { ...silence, chainDueAt: silence.chainDueAt - byMs } }),
    ...(late === undefined ? {} : { late: { ...late, until: late.until - byMs } }),
    ...(undo === undefined ? {} : { undo: { ...undo, until: undo.until - byMs } }),
  }
  return Object.keys(sooner).length === 0 ? alert : { ...alert, ...sooner, revision: alert.revision + 1 }
}
