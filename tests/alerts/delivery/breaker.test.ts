import { describe, expect, it } from 'vitest'
import { admit, afterResult, type Breaker, CLOSED } from '../../../alerts/delivery/breaker.ts'
import { MINUTE, SECOND } from '../../../alerts/model/time.ts'

const run = (results: readonly boolean[], from: Breaker = CLOSED, stepMs = SECOND): Breaker =>
  results.reduce((breaker, ok, index) => afterResult(breaker, ok, index * stepMs), from)
const fails = (n: number): boolean[] => Array.from({ length: n }, () => false)

describe('a circuit breaker', () => {
  it('opens after five failures in a row, not after four', () => {
    expect(run(fails(4)).state).toBe('closed')
    expect(run(fails(5)).state).toBe('open')
    expect(run([...fails(4), true, ...fails(4)]).state).toBe('closed')
  })

  it('opens when half of the newest twenty failed, though never five in a row', () => {
    const mixed = Array.from({ length: 20 }, (_, i) => i % 2 === 0)
    expect(run(mixed.slice(0, 19)).state).toBe('closed')
    expect(run(mixed).state).toBe('open')
    expect(run(Array.from({ length: 40 }, (_, i) => i % 3 !== 0)).state).toBe('closed')
  })

  it('forgets results of more than five minutes ago', () => {
    const mixed = Array.from({ length: 20 }, (_, i) => i % 2 === 0)
    expect(run(mixed, CLOSED, MINUTE).state).toBe('closed')
  })

  it('lets one probe through after 30 s and no second while it is out; a success closes', () => {
    const open = run(fails(5))
    expect(admit(open, 33 * SECOND).ok).toBe(false)
    const probe = admit(open, 34 * SECOND)
    expect([probe.ok, probe.breaker.state]).toEqual([true, 'halfOpen'])
    expect(admit(probe.breaker, 35 * SECOND).ok).toBe(false)
    const closed = afterResult(probe.breaker, true, 36 * SECOND)
    expect([closed.state, closed.inARow, closed.openings]).toEqual(['closed', 0, 0])
  })

  it('waits twice as long after every failed probe, at most five minutes', () => {
    let breaker = run(fails(5))
    let now = 4 * SECOND
    const waits: number[] = []
    for (let n = 0; n < 6; n++) {
      waits.push(breaker.probeAt - now)
      now = breaker.probeAt
      breaker = afterResult(admit(breaker, now).breaker, false, now)
    }
    expect(waits.map((ms) => ms / SECOND)).toEqual([30, 60, 120, 240, 300, 300])
  })

  it('a probe whose result never comes does not keep it shut for ever', () => {
    const probe = admit(run(fails(5)), 60 * SECOND)
    expect(admit(probe.breaker, 89 * SECOND).ok).toBe(false)
    expect(admit(probe.breaker, 90 * SECOND).ok).toBe(true)
  })
})
