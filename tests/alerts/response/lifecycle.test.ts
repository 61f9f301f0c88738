import { describe, expect, it } from 'vitest'
import type { AlertStatus } from '../../../alerts/model/alert.ts'
import { type LifecycleEvent, nextStatus } from '../../../alerts/response/lifecycle.ts'

const TABLE: [AlertStatus, LifecycleEvent, string][] = [
  ['open', 'acknowledge', 'acknowledged'],
  ['open', 'confirm', 'acknowledged'],
  ['open', 'withdraw', 'acknowledged'],
  ['open', 'comment', 'open'],
  ['open', 'repeat', 'open'],
  ['open', 'resolve', 'resolved'],
  ['open', 'recover', 'resolved'],
  ['acknowledged', 'acknowledge', 'alreadyAcknowledged'],
  ['acknowledged', 'escalate', 'alreadyAcknowledged'],
  ['acknowledged', 'worsen', 'open'],
  ['acknowledged', 'ease', 'acknowledged'],
  ['acknowledged', 'clear', 'acknowledged'],
  ['acknowledged', 'resolve', 'resolved'],
  ['open', 'attend', 'acknowledged'],
  ['acknowledged', 'attend', 'acknowledged'],
  ['acknowledged', 'lapse', 'open'],
  ['open', 'decline', 'open'],
  ['acknowledged', 'decline', 'acknowledged'],
  ['resolved', 'decline', 'alreadyResolved'],
  ['resolved', 'attend', 'alreadyResolved'],
  ['resolved', 'acknowledge', 'alreadyResolved'],
  ['resolved', 'resolve', 'alreadyResolved'],
  ['resolved', 'worsen', 'alreadyResolved'],
  ['resolved', 'comment', 'resolved'],
]

describe('the life of an alert', () => {
  it.each(TABLE)('%s and %s: %s', (status, event, expected) => {
    const next = nextStatus(status, event)
    expect(next.ok ? next.status : next.code).toBe(expected)
  })
})
