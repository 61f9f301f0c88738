import { describe, expect, it } from 'vitest'
import { createKeepAlive } from '../../../gateway/broker/keep-alive.ts'
import { createManualClock } from '../../support/manual-clock.ts'

function setUp() {
  const clock = createManualClock(1_790_000_000_000)
  let silent = 0
  const keepAlive = createKeepAlive({ clock, onSilent: () => silent++ })
  return { clock, keepAlive, silent: () => silent }
}

describe('the keep-alive of a connection', () => {
  it('of 60 s lets 90 s of silence pass and ends it by 105 s, once', () => {
    const { clock, keepAlive, silent } = setUp()
    keepAlive.start(60)
    clock.advance(90_000)
    expect(silent()).toBe(0)
    clock.advance(15_000)
    expect(silent()).toBe(1)
    clock.advance(3_600_000)
    expect(silent()).toBe(1)
  })

  it('counts from the last thing heard', () => {
    const { clock, keepAlive, silent } = setUp()
    keepAlive.start(60)
    for (let minute = 0; minute < 20; minute++) {
      clock.advance(80_000)
      keepAlive.heard()
    }
    expect(silent()).toBe(0)
    clock.advance(105_000)
    expect(silent()).toBe(1)
  })

  it('is not shortened by a clock that is set an hour forward, because it counts turns of a timer', () => {
    const times = { now: 0, work: [] as (() => void)[] }
    let silent = 0
    const keepAlive = createKeepAlive({
      clock: {
        now: () => times.now,
        setTimer(_, work) {
          times.work.push(work)
          return () => {}
        },
      },
      onSilent: () => silent++,
    })
    keepAlive.start(60)
    times.now += 3_600_000
    times.work.shift()?.()
    expect(silent).toBe(0)
  })

  it('asks nothing any more once the connection is closed', () => {
    const { clock, keepAlive, silent } = setUp()
    keepAlive.start(60)
    keepAlive.close()
    clock.advance(600_000)
    expect(silent()).toBe(0)
  })
})
