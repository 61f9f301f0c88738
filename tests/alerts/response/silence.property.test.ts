import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import { endOf, type Silence } from '../../../alerts/model/silence.ts'
import { align, command, due, respond } from '../../../alerts/response/respond.ts'
import { covering, ended, silenceFrom } from '../../../alerts/response/silence.ts'
import { bandSilent, Desk, HOUR, MINUTE, sos, tachycardia } from './town.ts'

const KINDS = { sos, 'hr-high': tachycardia, 'band-offline': bandSilent } as const
type Kind = keyof typeof KINDS

const kind = fc.constantFrom<Kind>('sos', 'hr-high', 'hr-high', 'band-offline')
const moment = fc.integer({ min: 0, max: 3 * HOUR })
const move = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 90 * MINUTE }) }),
  fc.record({
    do: fc.constant('finding' as const),
    kind,
    transition: fc.constantFrom('raise' as const, 'raise' as const, 'step' as const, 'clear' as const),
    severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
  }),
  fc.record({
    do: fc.constant('say' as const),
    kind,
    action: fc.constantFrom('acknowledge' as const, 'resolve' as const),
  }),
  fc.record({
    do: fc.constant('silence' as const),
    match: fc.constantFrom<Silence['match']>(
      { communityId: 'c-1' },
      { residentId: 'r-1' },
      { ruleId: 'hr-high' },
      { ruleId: 'sos' },
      { deviceId: 'band-1', gridId: 'g-1' },
      { buildingId: 'b-3', ruleId: 'band-offline' },
    ),
    from: moment,
    length: fc.integer({ min: 1, max: 3 * HOUR }),
    exceptCritical: fc.boolean(),
  }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat(5) }),
)
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never
const script = fc.array(move, { maxLength: 30 })

/** A desk with a ticker that looks at every alert after every move, as the gateway's does. */
class QuietDesk extends Desk {
  override commit(outcome: Parameters<Desk['commit']>[0]) {
    const { alert } = outcome
    const chain = outcome.notifications.filter(({ step }) => step >= 0)
    // While it is covered nobody is told; what follows a person's word goes out as ever.
    if (alert && chain.length > 0) expect(covering(this.silences, alert, this.context())).toBeUndefined()
    return super.commit(outcome)
  }

  of(one: Kind): Alert | undefined {
    return this.unresolved(one)
  }

  look(): void {
    for (const id of this.alerts.keys()) {
      const now = () => this.alerts.get(id) as Alert
      this.commit(align(now(), this.context()))
      this.commit(due(now(), this.context()))
    }
  }

  play(one: Move): void {
    switch (one.do) {
      case 'wait':
        this.now += one.ms
        break
      case 'finding': {
        const severity = one.kind === 'sos' ? 'critical' : one.severity
        const finding = KINDS[one.kind]({ transition: one.transition, severity, eventTime: this.now })
        this.commit(respond(this.of(one.kind), finding, this.context()))
        break
      }
      case 'say': {
        const alert = this.of(one.kind)
        if (!alert) break
        const by = { actorId: 'p-director', at: this.now }
        const said = command(
          alert,
          one.action === 'resolve'
            ? { ...by, action: 'resolve', outcome: 'genuine' }
            : { ...by, action: 'acknowledge' },
          this.context(),
        )
        if (said.ok) this.commit(said)
        break
      }
      case 'silence': {
        const { match, exceptCritical } = one
        const from = this.now + one.from
        const request = {
          kind: 'silence',
          match,
          reason: 'x',
          from,
          until: from + one.length,
          exceptCritical,
        } as const
        const made = { id: this.silences.length + 1, by: 'p-duty', now: this.now }
        this.silences = [...this.silences, silenceFrom(request, made)]
        break
      }
      case 'end':
        this.silences = this.silences.map((each, index) =>
          index === one.which ? (ended(each, { by: 'p-duty', now: this.now }) ?? each) : each,
        )
        break
    }
    this.look()
  }
}

const played = (moves: readonly Move[]): QuietDesk => {
  const desk = new QuietDesk()
  for (const one of moves) desk.play(one)
  return desk
}

it('an SOS tells the same people at the same moments whatever silences exist', () => {
  const heard = (desk: Desk) =>
    desk.notifications
      .filter(({ emergency }) => emergency)
      .map(({ recipient, channel, reason, step, createdAt }) => [
        createdAt,
        step,
        reason,
        recipient.id,
        channel,
      ])
  fc.assert(
    fc.property(script, (moves) => {
      const loud = played(moves.filter((one) => one.do !== 'silence' && one.do !== 'end'))
      const quiet = played(moves)
      expect(heard(quiet)).toEqual(heard(loud))
      for (const alert of quiet.alerts.values()) if (alert.emergency) expect(alert.silence).toBeUndefined()
    }),
    { numRuns: 150 },
  )
})

it('no alert is lost: each is open, taken on or resolved, and after all silences each that still stands has begun its chain', () => {
  fc.assert(
    fc.property(script, (moves) => {
      const desk = played(moves)
      const opened = desk.entries.filter((entry) => entry.kind === 'opened').map(({ alertId }) => alertId)
      expect([...desk.alerts.keys()]).toEqual(opened)
      for (const alert of desk.alerts.values()) {
        const { silence } = alert
        // Marked means: open, waiting for the end of a silence that is there, and nothing else.
        if (silence === undefined) continue
        expect(alert).toMatchObject({ status: 'open', dueAt: silence.until })
        expect(desk.silences.find(({ id }) => id === silence.id)?.until).toBe(silence.until)
      }

      desk.now = Math.max(desk.now, ...desk.silences.map(endOf))
      desk.look()
      for (const alert of desk.alerts.values()) {
        expect(alert.silence).toBeUndefined()
        const told = desk.entries.some(
          ({ alertId, kind: line }) => alertId === alert.id && ['notified', 'fellThrough'].includes(line),
        )
        if (alert.status === 'open') expect(told).toBe(true)
        // Closed in silence without a person: only because its cause had gone.
        if (alert.outcome === 'recovered') expect(alert.clearedAt).toBeDefined()
      }
    }),
    { numRuns: 150 },
  )
})

it('a look more changes nothing: what a restart sees again, it leaves as it is', () => {
  fc.assert(
    fc.property(script, (moves) => {
      const desk = played(moves)
      const before = [...desk.alerts.values()]
      desk.look()
      expect([...desk.alerts.values()]).toEqual(before)
    }),
    { numRuns: 100 },
  )
})

it('the silence that covers is one in force, and none covers before it begins or once it is over', () => {
  fc.assert(
    fc.property(script, moment, (moves, later) => {
      const desk = played(moves)
      const now = desk.now + later
      for (const alert of desk.alerts.values()) {
        const found = covering(desk.silences, alert, { directory: desk.directory, now })
        if (found === undefined) continue
        expect([found.from <= now, now < endOf(found), alert.emergency]).toEqual([true, true, false])
      }
    }),
    { numRuns: 100 },
  )
})
