// What the daily care tells the response: somebody was found to need help, and a grid's list of the morning waits for
// its worker. From there on both go the way of every alert.

import type { Alert, Finding } from '../model/alert.ts'
import type { CareContact, ReviewItem } from '../model/care.ts'
import type { Directory } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'

export const HELP_RULE = 'help-needed'
export const LIST_RULE = 'review-list'

type Rule = Pick<Finding, 'severity'> & Readonly<{ version: string; policy: string }>

const found = (
  rule: Rule,
  of: Pick<Finding, 'ruleId' | 'subject' | 'deviceId' | 'closesOnClear' | 'transition'>,
  at: EpochMs,
  facts: NonNullable<Finding['evidence']['facts']>,
): Finding => ({
  ...of,
  ruleVersion: rule.version,
  severity: rule.severity,
  policyId: rule.policy,
  emergency: false,
  eventTime: at,
  evidence: { samples: [], since: at, facts },
})

/** A call or a visit found that help is needed. `by`: the name of whoever was there, as others read it. */
export const helpFinding = (
  contact: CareContact,
  known: Readonly<{ rule: Rule; deviceId: string; by: string }>,
): Finding =>
  found(
    known.rule,
    {
      ruleId: HELP_RULE,
      subject: { kind: 'resident', id: contact.residentId },
      deviceId: known.deviceId,
      closesOnClear: false,
      transition: 'raise',
    },
    contact.at,
    {
      contact: contact.id,
      contactKind: contact.kind,
      reportedBy: known.by,
      ...(contact.note === undefined ? {} : { reportedNote: contact.note }),
    },
  )

/** The alert a contact has opened, while it is not resolved. */
export const isHelpOf = (alert: Alert, contact: CareContact): boolean =>
  alert.ruleId === HELP_RULE && alert.evidence.facts?.contact === contact.id && alert.status !== 'resolved'

/** How many of a list are each grid's own workers'. What falls to the duty desk stands before them anyway. */
export function listsByGrid(items: readonly ReviewItem[], directory: Directory): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { residentId, assignedTo } of items) {
    if (assignedTo === null || directory.people.get(assignedTo)?.role !== 'grid') continue
    const building = directory.buildings.get(directory.residents.get(residentId)?.buildingId ?? '')
    if (building !== undefined) counts.set(building.gridId, (counts.get(building.gridId) ?? 0) + 1)
  }
  return counts
}

/** The list of a grid waits (so many to call), or is done with: worked through, or replaced by the next morning's. */
export const listFinding = (
  gridId: string,
  { rule, at, waiting }: Readonly<{ rule: Rule; at: EpochMs; waiting: number }>,
): Finding =>
  found(
    rule,
    {
      ruleId: LIST_RULE,
      subject: { kind: 'area', id: gridId, area: 'grid' },
      deviceId: '',
      closesOnClear: true,
      transition: waiting > 0 ? 'raise' : 'clear',
    },
    at,
    waiting > 0 ? { waiting } : {},
  )
