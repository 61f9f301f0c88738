import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../alerts/model/alert.ts'
import { asCanary, canaryOf, lastDueAt } from '../../../alerts/record/canary.ts'
import { town } from '../response/town.ts'
import { T0 } from './case.ts'

const rule = { version: '1', severity: 'info', policy: 'canary', closesOnClear: true } as const
const finding = (deviceId: string, more: Partial<Finding> = {}): Finding => ({
  ruleId: 'sos',
  ruleVersion: '1',
  subject: { kind: 'device', id: deviceId },
  deviceId,
  transition: 'raise',
  severity: 'critical',
  policyId: 'sos',
  closesOnClear: false,
  emergency: true,
  eventTime: T0,
  evidence: { samples: [], since: T0 },
  ...more,
})

describe('the canary', () => {
  it('its press becomes an alert of its own: no emergency, its own policy, in its community', () => {
    expect(asCanary(finding('canary-c-1'), { directory: town(), rule })).toMatchObject({
      ruleId: 'canary',
      policyId: 'canary',
      emergency: false,
      severity: 'info',
      evidence: { facts: { communityId: 'c-1' } },
    })
  })

  it('a press of any other band is never taken for one, whatever the band is called', () => {
    const directory = town()
    const named = {
      ...directory,
      devices: new Map(directory.devices).set('canary-c-1', { id: 'canary-c-1', kind: 'band' as const }),
    }
    const press = finding('canary-c-1')
    expect(asCanary(press, { directory: named, rule })).toBe(press)
    const elsewhere = finding('canary-c-9')
    expect(asCanary(elsewhere, { directory, rule })).toBe(elsewhere)
    const worn = finding('canary-c-1', { subject: { kind: 'resident', id: 'r-1' } })
    expect(asCanary(worn, { directory, rule })).toBe(worn)
    expect(canaryOf('band-1', directory)).toBeUndefined()
  })

  it('nobody misses it: silence, charge and repeated presses of it are no alerts', () => {
    for (const ruleId of ['band-offline', 'not-worn', 'sos-often'])
      expect(asCanary(finding('canary-c-1', { ruleId }), { directory: town(), rule })).toBeUndefined()
    expect(asCanary(finding('canary-c-1'), { directory: town(), rule: undefined })).toBeUndefined()
  })

  it('is due at 10:30 on the clocks of its community, also on the days they are changed', () => {
    const at = (iso: string) => Date.parse(iso)
    expect(lastDueAt('10:30', 'Asia/Shanghai', at('2026-11-21T02:29:59Z'))).toBe(at('2026-11-20T02:30:00Z'))
    expect(lastDueAt('10:30', 'Asia/Shanghai', at('2026-11-21T02:30:00Z'))).toBe(at('2026-11-21T02:30:00Z'))
    expect(lastDueAt('10:30', 'Europe/Berlin', at('2026-03-29T12:00:00Z'))).toBe(at('2026-03-29T08:30:00Z'))
    expect(lastDueAt('10:30', 'Europe/Berlin', at('2026-03-29T08:00:00Z'))).toBe(at('2026-03-28T09:30:00Z'))
    expect(lastDueAt('00:00', 'Asia/Shanghai', at('2026-11-20T16:00:00Z'))).toBe(at('2026-11-20T16:00:00Z'))
  })
})
