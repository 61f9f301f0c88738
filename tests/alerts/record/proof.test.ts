import { describe, expect, it } from 'vitest'
import { type HopName, type ProofRecord, proofOf } from '../../../alerts/record/proof.ts'
import { message, press, SECOND, story, T0 } from './case.ts'

const RESOLVED = { status: 'resolved', resolvedAt: T0 + 1_200_000, resolvedBy: 'p-duty' } as const
const whole: ProofRecord = {
  alert: press({ ...RESOLVED, outcome: 'genuine' }),
  timeline: story(
    [0, 'opened'],
    [0, 'notified'],
    [40, 'acknowledged', 'p-duty'],
    [100, 'onTheWay', 'p-grid'],
    [600, 'arrived', 'p-grid'],
    [1_200, 'resolved', 'p-duty'],
  ),
  recordedAt: T0 + 6,
  notifications: [message()],
  stages: [{ key: '1.0.p-duty.phone', reached: 'read', at: T0 + 9_000 }],
}
const AT_END = T0 + 2_000_000
const states = (record: ProofRecord, now = AT_END): Record<HopName, string> =>
  Object.fromEntries(proofOf(record, now).hops.map(({ hop, state }) => [hop, state])) as Record<
    HopName,
    string
  >

describe('the proof of delivery', () => {
  it('tells every hop from the press to the end with its time, what it took and who', () => {
    const proof = proofOf(whole, AT_END)
    expect(proof.red).toBeUndefined()
    expect(proof.hops.map(({ hop, at, tookMs, by }) => [hop, (at ?? 0) - T0, tookMs, by])).toEqual([
      ['pressed', -800, undefined, undefined],
      ['received', 0, 800, undefined],
      ['decided', 0, 0, undefined],
      ['recorded', 6, 6, undefined],
      ['told', 300, 300, undefined],
      ['acknowledged', 40_000, 40_000, 'p-duty'],
      ['onTheWay', 100_000, 60_000, 'p-grid'],
      ['arrived', 600_000, 560_000, 'p-grid'],
      ['resolved', 1_200_000, 1_200_000, 'p-duty'],
    ])
  })

  it.each([
    ['received', { alert: press({ eventTime: T0 - 11_000 }) }],
    ['recorded', { recordedAt: T0 + 1_001 }],
    ['told', { notifications: [message({ settledAt: T0 + 10_001 })] }],
    ['acknowledged', { timeline: story([0, 'opened'], [181, 'acknowledged', 'p-duty']) }],
    [
      'onTheWay',
      { timeline: story([0, 'opened'], [40, 'acknowledged', 'p-duty'], [221, 'onTheWay', 'p-grid']) },
    ],
    [
      'arrived',
      {
        timeline: story(
          [0, 'opened'],
          [40, 'acknowledged', 'p-duty'],
          [60, 'onTheWay', 'p-grid'],
          [941, 'arrived', 'p-grid'],
        ),
      },
    ],
  ] as const)('names %s as the red hop when it took longer than it should', (hop, more) => {
    const proof = proofOf({ ...whole, ...(more as Partial<ProofRecord>) }, AT_END)
    expect(proof.red).toBe(hop)
    expect(proof.hops.find((each) => each.hop === hop)?.state).toBe('slow')
  })

  it('a hop waits until its time is over and is missing from then on', () => {
    const open: ProofRecord = { ...whole, alert: press(), timeline: story([0, 'opened']) }
    expect(states(open, T0 + 180 * SECOND).acknowledged).toBe('waiting')
    expect(states(open, T0 + 181 * SECOND).acknowledged).toBe('missing')
    expect(proofOf(open, T0 + 181 * SECOND).red).toBe('acknowledged')
  })

  it('a press about which nobody could be told is red at once after ten seconds', () => {
    const untold: ProofRecord = {
      ...whole,
      alert: press(),
      timeline: story([0, 'opened']),
      notifications: [],
    }
    expect(states(untold, T0 + 10_000).told).toBe('waiting')
    expect(proofOf(untold, T0 + 10_001).red).toBe('told')
    const band = message({ recipient: { ...message().recipient, kind: 'device', role: 'wearer' } })
    expect(proofOf({ ...untold, notifications: [band] }, T0 + 10_001).red).toBe('told')
  })

  it('an acknowledgement that was taken back does not count', () => {
    const timeline = story(
      [0, 'opened'],
      [20, 'acknowledged', 'p-duty'],
      [25, 'undone', 'p-duty', { action: 'acknowledge' }],
    )
    expect(states({ ...whole, alert: press(), timeline }, T0 + 30_000).acknowledged).toBe('waiting')
  })

  it('an emergency that was closed by telephone asks for no way there', () => {
    const timeline = story([0, 'opened'], [40, 'acknowledged', 'p-duty'], [1_200, 'resolved', 'p-duty'])
    expect(states({ ...whole, timeline })).toMatchObject({ onTheWay: 'skipped', arrived: 'skipped' })
  })

  it('asks nothing of what nobody was to be told of, and judges a warning by its own times', () => {
    const warning = press({ emergency: false, severity: 'warning', eventTime: T0 - 400_000 })
    const silent = { ...whole, alert: warning, timeline: story([0, 'opened']), notifications: [] }
    expect(proofOf(silent, AT_END).red).toBeUndefined()
    expect(states(silent)).toMatchObject({ told: 'notAsked', acknowledged: 'notAsked', arrived: 'notAsked' })
    const told = { ...silent, notifications: [message({ emergency: false, settledAt: T0 + 50_000 })] }
    expect(states(told, T0 + 1_000_000)).toMatchObject({ told: 'fine', acknowledged: 'waiting' })
  })

  it('shows each recipient with the stages its channel could tell, and who was not reached', () => {
    const failed = message({ key: 'x', status: 'failed', lastError: 'answered 500', settledAt: T0 + 9_000 })
    const early = message({ key: 'y', status: 'retrying', settledAt: undefined } as never)
    const replaced = message({ key: 'z', status: 'failed', lastError: 'superseded' })
    const { recipients } = proofOf(
      { ...whole, notifications: [message(), failed, early, replaced] },
      T0 + 5_000,
    )
    expect(recipients.map(({ state }) => state)).toEqual(['fine', 'failed', 'waiting', 'fine'])
    expect(recipients[0]).toMatchObject({ tookMs: 300, stages: { read: T0 + 9_000 } })
    expect(recipients[1]).toMatchObject({ error: 'answered 500', stages: {} })
    expect(proofOf({ ...whole, stages: [] }, AT_END).recipients[0]?.stages).toEqual({ sent: T0 + 300 })
  })

  it('a clock that is ahead did not send from the future', () => {
    const ahead = proofOf({ ...whole, alert: press({ eventTime: T0 + 60_000 }) }, AT_END)
    expect(ahead.hops[1]).toMatchObject({ hop: 'received', tookMs: 0, state: 'fine' })
  })
})
