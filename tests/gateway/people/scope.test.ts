import { expect, it } from 'vitest'
import type { TimelineEntry } from '../../../alerts/model/alert.ts'
import { STAFF, visibleEntries } from '../../../gateway/people/scope.ts'
import { START } from '../../support/gateway-fakes.ts'

const silenced: TimelineEntry = {
  alertId: 1,
  seq: 2,
  at: START,
  kind: 'silenced',
  actor: 'system',
  detail: { silence: 3, silenceKind: 'silence', until: START + 5, text: '301 的老人住院', by: 'p-duty' },
}

it('family learn that an alert of their elder is silenced and until when, not why and by whom: it may be about others', () => {
  expect(visibleEntries(STAFF, [silenced])).toEqual([silenced])
  const [entry] = visibleEntries({ kind: 'family', personId: 'p-anna', residentIds: new Set(['r-1']) }, [
    silenced,
  ])
  expect(entry?.detail).toEqual({ silence: 3, silenceKind: 'silence', until: START + 5 })
})
