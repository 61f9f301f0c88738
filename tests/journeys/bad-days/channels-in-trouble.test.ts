import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../alerts/model/time.ts'
import { eventually, type Journey, startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const WEBHOOK = { url: 'http://desk.invalid/hook', secret: 'partner' }

/** A partner whose answer the test chooses; every request that came, and every one it took. */
function createPartner() {
  const asked: string[] = []
  const taken: string[] = []
  let answer: 'hang' | number = 200
  const post = ((_url: string, init: { headers: Record<string, string>; signal: AbortSignal }) => {
    const key = init.headers['Idempotency-Key'] ?? ''
    // As fetch does: what was cut off before it began is never sent.
    if (init.signal.aborted) return Promise.reject(init.signal.reason)
    asked.push(key)
    if (answer === 'hang')
      return new Promise((_, reject) =>
        init.signal.addEventListener('abort', () => reject(init.signal.reason)),
      )
    if (answer === 200) taken.push(key)
    return Promise.resolve(new Response(null, { status: answer }))
  }) as unknown as typeof fetch
  return {
    asked,
    taken,
    post,
    answer(next: 'hang' | number): void {
      answer = next
    },
  }
}

const byWebhook = (journey: Journey) => journey.notifications().filter(({ channel }) => channel === 'webhook')
/** Lets everything that is ready run, before the test moves its clock on: commits, sends, their answers. */
async function turn(journey: Journey): Promise<void> {
  for (let n = 0; n < 3; n++) {
    await journey.gateway.settled()
    for (let loop = 0; loop < 3; loop++) await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('a channel in trouble', () => {
  it('that hangs is cut off and tried again; the other channel, the next alert and the acknowledgement do not wait', async () => {
    const partner = createPartner()
    partner.answer('hang')
    const clock = createManualClock(START)
    const journey = await startJourney({ clock, webhook: WEBHOOK, fetch: partner.post })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const [band, other] = [await journey.wire('band-1'), await journey.wire('band-2')]
    await band.subscribe()
    await other.subscribe()
    await band.say('sos', { id: 'p' })
    await other.say('sos', { id: 'p' })
    await eventually(
      () => [band, other].every((one) => one.commands().some(({ command }) => command === 'show')),
      'both bands are told',
    )
    await board.frame('alert', ({ alert }) => alert.subject.id === 'r-2')
    for (let n = 0; n < 6; n++) {
      clock.advance(10 * SECOND)
      await turn(journey)
    }
    const stuck = await eventually(() => {
      const rows = byWebhook(journey)
      return rows.some(({ lastError }) => lastError === 'timeout') && rows
    }, 'it is cut off')
    expect(stuck.map(({ status }) => status)).not.toContain('delivered')
    expect(
      (await journey.api(cookie, '/api/alerts/1/actions', { action: 'acknowledge', requestId: 'request-1' }))
        .status,
    ).toBe(200)

    partner.answer(200)
    for (let n = 0; n < 40 && byWebhook(journey).some(({ status }) => status !== 'delivered'); n++) {
      clock.advance(10 * SECOND)
      await turn(journey)
    }
    expect(byWebhook(journey).map(({ status }) => status)).not.toContain('failed')
    expect(new Set(partner.taken).size).toBe(partner.taken.length)
    expect([...partner.taken].sort()).toEqual(
      byWebhook(journey)
        .map(({ key }) => key)
        .sort(),
    )
  })

  it('that answers 500 for an hour: what is not urgent arrives once afterwards, an SOS fails visibly after half an hour and is told about', async () => {
    const partner = createPartner()
    partner.answer(500)
    const clock = createManualClock(START)
    const journey = await startJourney({ clock, webhook: WEBHOOK, fetch: partner.post })
    const band = await journey.wire('band-1')
    const other = await journey.wire('band-2')
    await band.say('sos', { id: 'p' })
    await other.say('steps', { steps: 0, ts: START })
    for (const [minute, heartRate] of [140, 141, 142].entries()) {
      await other.say('vitals', { heartRate, ts: START + minute * MINUTE })
      clock.advance(MINUTE)
      await turn(journey)
    }
    const ofAlert = (ruleId: string) => {
      const ids = journey
        .alerts()
        .filter((alert) => alert.ruleId === ruleId)
        .map(({ id }) => id)
      return byWebhook(journey).filter(({ alertId }) => ids.includes(alertId))
    }
    expect(ofAlert('hr-critical-high').length).toBeGreaterThan(0)
    for (let minute = 3; minute < 60; minute++) {
      for (let n = 0; n < 4; n++) {
        clock.advance(15 * SECOND)
        await turn(journey)
      }
      if (minute % 5 === 0) await band.say('vitals', { heartRate: 70 })
    }
    expect(partner.taken).toEqual([])
    expect(ofAlert('hr-critical-high').map(({ status }) => status)).not.toContain('failed')
    const first = ofAlert('sos').filter(({ createdAt }) => createdAt === START)
    expect(first.map(({ status, lastError }) => `${status} ${lastError}`)).toEqual(
      first.map(() => 'failed HTTP 500'),
    )
    const untold = journey.alerts().filter(({ ruleId }) => ruleId === 'delivery-failed')
    expect(untold.length).toBeGreaterThan(0)
    expect(new Set(untold.map(({ subject }) => subject.id)).size).toBe(untold.length)

    partner.answer(200)
    const open = (): boolean =>
      byWebhook(journey).some(({ status }) => status !== 'delivered' && status !== 'failed')
    for (let n = 0; n < 120 && open(); n++) {
      clock.advance(15 * SECOND)
      await turn(journey)
    }
    expect(open()).toBe(false)
    expect(new Set(ofAlert('hr-critical-high').map(({ status }) => status))).toEqual(new Set(['delivered']))
    expect(new Set(partner.taken).size).toBe(partner.taken.length)
    // The press is still open, so people have heard of it again by now.
    expect(ofAlert('sos').some(({ status }) => status === 'delivered')).toBe(true)
    expect(journey.alerts().filter(({ ruleId }) => ruleId === 'sos')).toMatchObject([
      { status: 'open', repeats: 0 },
    ])
  })

  it('that answers 500 across a restart: the same keys go on where they were, and nobody is told twice', async () => {
    const partner = createPartner()
    partner.answer(500)
    const clock = createManualClock(START)
    const first = await startJourney({ clock, webhook: WEBHOOK, fetch: partner.post })
    const band = await first.wire('band-1')
    await band.say('sos', { id: 'p' })
    clock.advance(SECOND)
    await turn(first)
    const keys = byWebhook(first).map(({ key }) => key)
    await band.cut()
    await first.close()
    partner.answer(200)
    const later = await startJourney({ folder: first.folder, clock, fetch: partner.post })
    for (let n = 0; n < 20 && byWebhook(later).some(({ status }) => status !== 'delivered'); n++) {
      clock.advance(SECOND)
      await turn(later)
    }
    expect([...partner.taken].sort()).toEqual([...keys].sort())
  })

  it('for a day: non-urgent messages are given up visibly and not before', async () => {
    const partner = createPartner()
    partner.answer(503)
    const clock = createManualClock(START)
    const journey = await startJourney({ clock, webhook: WEBHOOK, fetch: partner.post })
    const band = await journey.wire('band-1')
    await band.say('status', { battery: 9 })
    const about = () =>
      byWebhook(journey).filter(({ alertId, createdAt }) => alertId === 1 && createdAt === START)
    expect(about().length).toBeGreaterThan(0)
    for (let n = 0; n < 23 * 12; n++) {
      clock.advance(5 * MINUTE)
      await turn(journey)
    }
    expect(about().map(({ status }) => status)).not.toContain('failed')
    for (let n = 0; n < 24 && about().some(({ status }) => status !== 'failed'); n++) {
      clock.advance(5 * MINUTE)
      await turn(journey)
    }
    expect(clock.now()).toBeGreaterThanOrEqual(START + 24 * HOUR)
    expect(about().map(({ status }) => status)).toEqual(about().map(() => 'failed'))
    await eventually(
      () => journey.alerts().some(({ ruleId }) => ruleId === 'delivery-failed'),
      'somebody is told that somebody was not told',
    )
  })
})
