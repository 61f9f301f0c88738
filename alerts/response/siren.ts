// The siren in the house: a webhook on the local network, for what cannot wait while nothing else reaches anybody. How
// loud it is, and when it stops by itself, is its own business.

import type { Alert } from '../model/alert.ts'
import type { Note } from './escalation.ts'
import { type Mail, recipientsOf, tell } from './telling.ts'

/** Somebody or some place cannot wait. The gateway's trouble with its own channels is what makes it ring, no reason to. */
export const isUrgent = ({ emergency, severity, subject }: Alert): boolean =>
  subject.kind !== 'system' && (emergency || severity === 'critical')

/** Rings it; the line that says so, none where the community has no siren or the alert can wait. */
export function ringSiren(mail: Mail, step: number): readonly Note[] {
  if (!isUrgent(mail.alert)) return []
  const rung = tell(mail, recipientsOf(mail, 'siren'), { reason: 'escalated', step })
  if (!rung.ok) return []
  const detail = {
    step,
    siren: true,
    recipients: rung.recipients.map(({ id }) => id),
    names: rung.recipients.map(({ name }) => name),
    roles: rung.recipients.map(({ role }) => role),
  }
  return [{ kind: 'escalated', detail }]
}
