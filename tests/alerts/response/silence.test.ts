import { describe, expect, it } from 'vitest'
import type { Silence } from '../../../alerts/model/silence.ts'
import { stateAt } from '../../../alerts/model/silence.ts'
import { align, due } from '../../../alerts/response/respond.ts'
import { settle } from '../../../alerts/response/settlement.ts'
import { covering, ended, faultsOf, type Silenceable, silenceFrom } from '../../../alerts/response/silence.ts'
import { bandSilent, Desk, HOUR, MINUTE, SECOND, sos, TEN, tachycardia, town } from './town.ts'

const DAY = 24 * HOUR

const silence = (more: Partial<Silence> = {}): Silence => ({
  id: 1,
  kind: 'silence',
  match: { residentId: 'r-1' },
  reason: '住院检查',
  createdBy: 'p-day',
  createdAt: TEN,
  from: TEN,
  until: TEN + 2 * HOUR,
  exceptCritical: true,
  ...more,
})

/** A desk under these silences. */
const quietDesk = (...silences: Silence[]): Desk => {
  const desk = new Desk()
  desk.silences = silences
  return desk
}

/** What the ticker does with every open alert each second. */
const look = (desk: Desk, sinceTen: number) => {
  desk.now = TEN + sinceTen
  const aligned = desk.commit(align(desk.alert, desk.context()))
  const fired = desk.commit(due(desk.alert, desk.context()))
  return { aligned, fired }
}

const notice = (desk: Desk, kind: string) => desk.entries.filter((entry) => entry.kind === kind)

describe('what a silence is about', () => {
  const elder: Silenceable = {
    subject: { kind: 'resident', id: 'r-1' },
    ruleId: 'hr-high',
    deviceId: 'band-1',
    severity: 'warning',
    emergency: false,
    gridId: 'g-1',
    communityId: 'c-1',
  }
  const drain: Silenceable = { ...elder, subject: { kind: 'drain', id: 'd-1' }, deviceId: 'drain-1' }
  const stray: Silenceable = {
    ...elder,
    subject: { kind: 'device', id: 'band-9' },
    deviceId: 'band-9',
    gridId: '',
  }
  const gateway: Silenceable = {
    ...elder,
    subject: { kind: 'system', id: 'webhook-p-day' },
    ruleId: 'delivery-failed',
    deviceId: '',
    gridId: '',
  }
  const cases: [string, Silence['match'], Silenceable, boolean][] = [
    ['a resident', { residentId: 'r-1' }, elder, true],
    ['another resident', { residentId: 'r-2' }, elder, false],
    ['her rule', { ruleId: 'hr-high' }, elder, true],
    ['her band', { deviceId: 'band-1' }, elder, true],
    ['her building', { buildingId: 'b-3' }, elder, true],
    ['her grid', { gridId: 'g-1' }, elder, true],
    ['the other grid', { gridId: 'g-2' }, elder, false],
    ['her community', { communityId: 'c-1' }, elder, true],
    ['her and the rule', { residentId: 'r-1', ruleId: 'hr-high' }, elder, true],
    ['her and another rule', { residentId: 'r-1', ruleId: 'hr-low' }, elder, false],
    ['a drain', { drainId: 'd-1' }, drain, true],
    ['the grid of a drain', { gridId: 'g-1' }, drain, true],
    ['a building, of a drain', { buildingId: 'b-3' }, drain, false],
    ['a band that nobody wears', { deviceId: 'band-9' }, stray, true],
    ['the community of such a band', { communityId: 'c-1' }, stray, true],
    ['the gateway’s own trouble, by its place', { communityId: 'c-1' }, gateway, false],
    ['the gateway’s own trouble, by its rule', { ruleId: 'delivery-failed' }, gateway, true],
    ['nothing at all', {}, elder, false],
  ]
  it.each(cases)('%s', (_, match, alert, covered) => {
    const found = covering([silence({ match })], alert, { directory: town(), now: TEN })
    expect(found !== undefined).toBe(covered)
  })

  it('covers from its first millisecond to before its last, and not after it was ended', () => {
    const at = (now: number, one = silence()) => covering([one], elder, { directory: town(), now })?.id
    expect([TEN - 1, TEN, TEN + 2 * HOUR - 1, TEN + 2 * HOUR].map((now) => at(now))).toEqual([
      undefined,
      1,
      1,
      undefined,
    ])
    const stopped = silence({ endedAt: TEN + HOUR, endedBy: 'p-day' })
    expect([at(TEN + HOUR - 1, stopped), at(TEN + HOUR, stopped)]).toEqual([1, undefined])
  })

  it('of several it names the one that lasts longest', () => {
    const all = [silence(), silence({ id: 2, until: TEN + 3 * HOUR }), silence({ id: 3, until: TEN + HOUR })]
    expect(covering(all, elder, { directory: town(), now: TEN })?.id).toBe(2)
  })

  it('a critical alert breaks through unless it was said otherwise; an emergency always does', () => {
    const through = (alert: Silenceable, exceptCritical: boolean): boolean =>
      covering([silence({ exceptCritical })], alert, { directory: town(), now: TEN }) === undefined
    const critical: Silenceable = { ...elder, severity: 'critical' }
    expect([through(critical, true), through(critical, false)]).toEqual([true, false])
    expect(through({ ...critical, emergency: true }, false)).toBe(true)
    expect(through({ ...elder, emergency: true }, false)).toBe(true)
  })
})

describe('making and ending one', () => {
  const request = {
    kind: 'silence',
    match: { ruleId: 'hr-high' },
    reason: ' 换表带 ',
    until: TEN + HOUR,
  } as const

  it('begins now, says critical breaks through, and trims its reason', () => {
    expect(faultsOf(request, TEN)).toEqual([])
    const made = silenceFrom({ ...request, from: TEN - 3 * SECOND }, { id: 7, by: 'p-day', now: TEN })
    expect(made).toEqual({
      id: 7,
      kind: 'silence',
      match: { ruleId: 'hr-high' },
      reason: '换表带',
      createdBy: 'p-day',
      createdAt: TEN,
      from: TEN,
      until: TEN + HOUR,
      exceptCritical: true,
    })
  })

  it.each([
    ['nothing it is about', { match: {} }, ['match']],
    ['no reason', { reason: '  ' }, ['reason']],
    ['an end that has passed', { until: TEN }, ['until']],
    ['an end before its start', { from: TEN + 2 * HOUR }, ['until']],
    ['30 days and a millisecond', { until: TEN + 30 * DAY + 1 }, ['until']],
    ['30 days from a start next week', { from: TEN + 7 * DAY, until: TEN + 37 * DAY }, []],
    ['a start in two years', { from: TEN + 730 * DAY, until: TEN + 731 * DAY }, ['from']],
    ['everything wrong', { match: {}, reason: '', until: 0 }, ['match', 'reason', 'until']],
  ])('%s', (_, wrong, paths) => {
    expect(faultsOf({ ...request, ...wrong }, TEN).map(({ path }) => path)).toEqual(paths)
  })

  it('is planned, then active, then past; ended early it is past at once, called off it never begins', () => {
    const window = silence({ from: TEN + HOUR, until: TEN + 2 * HOUR })
    expect([TEN, TEN + HOUR, TEN + 2 * HOUR].map((now) => stateAt(window, now))).toEqual([
      'planned',
      'active',
      'past',
    ])
    const calledOff = ended(window, { by: 'p-director', now: TEN + 5 })
    expect(calledOff).toMatchObject({ endedAt: TEN + 5, endedBy: 'p-director', until: TEN + 2 * HOUR })
    expect(stateAt(calledOff ?? window, TEN + HOUR)).toBe('past')
    expect(ended(window, { by: 'p-director', now: TEN + 2 * HOUR })).toBeUndefined()
  })
})

describe('an alert that opens under a silence', () => {
  it('is open and marked, tells nobody, and waits for the end', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia())
    expect(desk.alert).toMatchObject({
      status: 'open',
      silence: { id: 1, until: TEN + 2 * HOUR },
      dueAt: TEN + 2 * HOUR,
      nextStep: 0,
      revision: 1,
    })
    expect(desk.told()).toEqual([])
    expect(desk.entries).toMatchObject([
      { kind: 'opened', seq: 1 },
      {
        kind: 'silenced',
        seq: 2,
        actor: 'system',
        detail: { silence: 1, until: TEN + 2 * HOUR, text: '住院检查', by: 'p-day' },
      },
    ])
    desk.tick(2 * HOUR - 1)
    expect(desk.notifications).toEqual([])
  })

  it('starts its chain when the silence ends, and the steps keep their distance', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia())
    desk.tick(2 * HOUR)
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
    expect(desk.alert).toMatchObject({ nextStep: 1, dueAt: TEN + 2 * HOUR + 15 * MINUTE })
    expect(desk.alert.silence).toBeUndefined()
    expect(desk.kinds()).toEqual(['opened', 'silenced', 'silenceEnded', 'notified'])
    expect(notice(desk, 'notified')[0]?.detail.late).toBeUndefined()
    desk.tick(2 * HOUR + 15 * MINUTE)
    expect(desk.alert.nextStep).toBe(2)
  })

  it('repeats and grows from information to warning in silence', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia({ severity: 'info' }))
    desk.now = TEN + MINUTE
    desk.find(tachycardia({ severity: 'info', eventTime: desk.now }))
    desk.find(tachycardia({ transition: 'step', severity: 'warning', eventTime: desk.now }))
    expect(desk.alert).toMatchObject({ repeats: 1, severity: 'warning', silence: { id: 1 } })
    expect(desk.notifications).toEqual([])
    // One line says that it is silenced, not one per event.
    expect(notice(desk, 'silenced')).toHaveLength(1)
  })

  it('that becomes critical breaks through at once', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia())
    desk.now = TEN + MINUTE
    desk.find(
      tachycardia({
        transition: 'step',
        severity: 'critical',
        policyId: 'vitals-critical',
        eventTime: desk.now,
      }),
    )
    expect(desk.told()).toContain('p-day')
    expect(desk.alert.silence).toBeUndefined()
    expect(notice(desk, 'silenceEnded')[0]?.detail).toEqual({ silence: 1, reason: 'brokeThrough' })
  })

  it('stays silent at critical when the silence covers that too, and says no less at its end', () => {
    const desk = quietDesk(silence({ exceptCritical: false }))
    desk.find(tachycardia())
    desk.now = TEN + MINUTE
    desk.find(tachycardia({ transition: 'step', severity: 'critical', policyId: 'vitals-critical' }))
    expect(desk.notifications).toEqual([])
    desk.tick(2 * HOUR)
    expect(desk.told()).toContain('p-day')
    expect(notice(desk, 'silenceEnded')[0]?.detail).toEqual({ silence: 1 })
  })

  it('whose cause has gone by the end is closed by the system, and nobody is told', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia())
    desk.now = TEN + HOUR
    desk.find(tachycardia({ transition: 'clear', eventTime: desk.now }))
    expect(desk.alert.status).toBe('open')
    desk.tick(2 * HOUR)
    expect(desk.alert).toMatchObject({
      status: 'resolved',
      outcome: 'recovered',
      resolvedBy: 'system',
      resolvedAt: TEN + 2 * HOUR,
      dueAt: null,
    })
    expect(desk.alert.silence).toBeUndefined()
    expect(desk.notifications).toEqual([])
    expect(desk.kinds()).toEqual(['opened', 'silenced', 'cleared', 'silenceEnded', 'resolved'])
    expect(desk.entries.at(-1)?.detail).toEqual({ outcome: 'recovered', silenced: true })
  })

  it('whose cause went and came back is told at the end', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia())
    desk.now = TEN + 10 * MINUTE
    desk.find(tachycardia({ transition: 'clear', eventTime: desk.now }))
    desk.now = TEN + HOUR
    desk.find(tachycardia({ eventTime: desk.now }))
    expect(desk.notifications).toEqual([])
    desk.tick(2 * HOUR)
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
  })

  it('that closes by itself does so in silence too', () => {
    const desk = quietDesk(silence())
    desk.find(bandSilent())
    desk.now = TEN + MINUTE
    desk.find(bandSilent({ transition: 'clear', eventTime: desk.now }))
    expect(desk.alert).toMatchObject({ status: 'resolved', outcome: 'recovered' })
    expect(desk.notifications).toEqual([])
  })

  it('is acknowledged and resolved by people as ever, and the end of the silence then says nothing', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia())
    expect(desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })).toMatchObject({ ok: true })
    expect(desk.alert).toMatchObject({ status: 'acknowledged', dueAt: desk.now + 30 * MINUTE })
    expect(desk.alert.silence).toBeUndefined()
    desk.tick(20 * MINUTE)
    expect(desk.say({ action: 'resolve', outcome: 'genuine', actorId: 'p-day', at: desk.now })).toMatchObject(
      {
        ok: true,
      },
    )
    expect(desk.notifications).toEqual([])
  })

  it('that somebody had taken on and that comes back or worsens waits for the end again', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia({ severity: 'info' }))
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
    desk.now = TEN + MINUTE
    desk.find(tachycardia({ transition: 'step', severity: 'warning', eventTime: desk.now }))
    expect(desk.alert).toMatchObject({ status: 'open', silence: { id: 1 }, dueAt: TEN + 2 * HOUR })
    expect(desk.notifications).toEqual([])
  })

  it('that ended while the gateway was down is told at the next look, marked late, each step once', () => {
    const desk = quietDesk(silence({ until: TEN + HOUR }))
    desk.find(tachycardia())
    desk.tick(HOUR + 16 * MINUTE)
    expect(desk.told()).toEqual(['p-daughter', 'p-day', 'p-grid', 'p-son'])
    expect(notice(desk, 'notified')[0]?.detail).toMatchObject({ late: true })
  })
})

describe('an SOS', () => {
  it('is told at once whatever is silenced', () => {
    const everything = silence({ match: { communityId: 'c-1' }, exceptCritical: false })
    const desk = quietDesk(everything, silence({ id: 2, match: { ruleId: 'sos' }, exceptCritical: false }))
    desk.find(sos())
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-day', 'p-son', 'x-120'])
    expect(desk.alert.silence).toBeUndefined()
    look(desk, 30 * SECOND)
    expect(desk.alert.revision).toBe(1)
    desk.tick(60 * SECOND)
    expect(desk.told()).toEqual(['p-grid'])
  })
})

describe('silencing an alert that is open already', () => {
  it('holds its chain until the end, then goes on with the step that was next', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.silences = [silence({ from: TEN + MINUTE, until: TEN + HOUR })]
    look(desk, MINUTE)
    expect(desk.alert).toMatchObject({ silence: { id: 1 }, nextStep: 1, dueAt: TEN + HOUR })
    desk.tick(20 * MINUTE)
    expect(desk.told()).toEqual([])
    look(desk, HOUR)
    expect(desk.told()).toEqual(['p-daughter', 'p-son'])
    expect(desk.kinds()).toEqual(['opened', 'notified', 'silenced', 'silenceEnded', 'escalated'])
  })

  it('never brings a step forward: one that was due later keeps its time, ended early or not', () => {
    for (const stop of [undefined, { endedAt: TEN + 5 * MINUTE, endedBy: 'p-day' }]) {
      const desk = new Desk()
      desk.find(tachycardia())
      const short = silence({ from: TEN + MINUTE, until: TEN + 10 * MINUTE })
      desk.silences = [short]
      look(desk, MINUTE)
      expect(desk.alert).toMatchObject({
        silence: { chainDueAt: TEN + 15 * MINUTE },
        dueAt: TEN + 10 * MINUTE,
      })
      if (stop) desk.silences = [{ ...short, ...stop }]
      else desk.silences = [short, silence({ id: 2, from: TEN + 2 * MINUTE, until: TEN + 12 * MINUTE })]
      look(desk, 5 * MINUTE)
      if (!stop)
        expect(desk.alert.silence).toEqual({ id: 2, until: TEN + 12 * MINUTE, chainDueAt: TEN + 15 * MINUTE })
      look(desk, 12 * MINUTE)
      expect(desk.told()).toEqual([])
      expect(desk.alert).toMatchObject({ nextStep: 1, dueAt: TEN + 15 * MINUTE })
      expect(desk.alert.silence).toBeUndefined()
      desk.tick(15 * MINUTE)
      expect(desk.told()).toEqual(['p-daughter', 'p-son'])
    }
  })

  it('asked again every second, it says so once', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.silences = [silence()]
    for (let second = 1; second < 5; second++) look(desk, second * SECOND)
    expect(desk.alert.revision).toBe(2)
  })

  it('a step that falls due before anybody has looked is held back all the same', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.silences = [silence({ from: TEN + MINUTE })]
    desk.tick(15 * MINUTE)
    expect(desk.told()).toEqual([])
    expect(desk.alert).toMatchObject({ silence: { id: 1 }, nextStep: 1, dueAt: TEN + 2 * HOUR })
  })

  it('a message given up meanwhile does not bring the next step forward', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    const [sent] = desk.notifications
    desk.silences = [silence()]
    look(desk, SECOND)
    if (!sent) throw new Error('nobody was told')
    desk.commit(settle(desk.alert, { ...sent, status: 'failed', lastError: 'HTTP 404' }, desk.context()))
    expect(desk.told()).toEqual([])
    expect(desk.kinds().at(-1)).toBe('deliveryFailed')
    expect(desk.alert.dueAt).toBe(TEN + 2 * HOUR)
  })

  it('a chain that had come to its end begins anew after it', () => {
    const desk = new Desk()
    desk.find(bandSilent())
    for (let turn = 0; turn < 20 && desk.alert.dueAt !== null; turn++) desk.tick(desk.alert.dueAt - TEN)
    expect(desk.alert.dueAt).toBeNull()
    const from = desk.now
    desk.silences = [silence({ from, until: from + HOUR })]
    look(desk, from - TEN)
    expect(desk.alert).toMatchObject({ silence: { id: 1 }, dueAt: from + HOUR })
    look(desk, from - TEN + HOUR)
    expect(notice(desk, 'notified')).toHaveLength(2)
  })

  it('ended early, the chain goes on at that moment', () => {
    const desk = quietDesk(silence())
    desk.find(tachycardia())
    desk.silences = [silence({ endedAt: TEN + MINUTE, endedBy: 'p-director' })]
    look(desk, MINUTE)
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
    expect(desk.alert.dueAt).toBe(TEN + MINUTE + 15 * MINUTE)
  })

  it('when a second silence covers it as well, the later end counts, and the first end changes nothing', () => {
    const desk = quietDesk(silence({ until: TEN + HOUR }))
    desk.find(tachycardia())
    desk.silences = [...desk.silences, silence({ id: 2, from: TEN + MINUTE, until: TEN + 3 * HOUR })]
    look(desk, MINUTE)
    expect(desk.alert.silence).toEqual({ id: 2, until: TEN + 3 * HOUR })
    look(desk, HOUR)
    expect(desk.told()).toEqual([])
    look(desk, 3 * HOUR)
    expect(desk.told()).toEqual(['p-day', 'p-grid'])
  })

  it('one acknowledged or resolved already is left alone', () => {
    const desk = new Desk()
    desk.find(tachycardia())
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
    desk.silences = [silence()]
    look(desk, SECOND)
    expect(desk.alert).toMatchObject({ status: 'acknowledged', revision: 2 })
  })
})
