// Whom an alert is about, for a while after it is resolved too, because deliveries may settle late.

import type { Alert } from '../../alerts/model/alert.ts'

const REMEMBERED_ALERTS = 1_000

export type AlertSubjects = Readonly<{
  remember(alert: Alert): void
  of(alertId: number): Alert['subject'] | undefined
}>

export function createAlertSubjects(): AlertSubjects {
  const subjects = new Map<number, Alert['subject']>()
  return {
    remember({ id, subject }) {
      subjects.delete(id)
      subjects.set(id, subject)
      for (const oldest of subjects.keys()) {
        if (subjects.size <= REMEMBERED_ALERTS) break
        subjects.delete(oldest)
      }
    },
    of: (alertId) => subjects.get(alertId),
  }
}
