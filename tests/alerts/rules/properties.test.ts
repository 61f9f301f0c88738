import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LadderState } from '../../../alerts/detectors/ladder.ts'
import type { Finding } from '../../../alerts/model/alert.ts'
import type { Reading } from '../../../alerts/model/telemetry.ts'
import { MINUTE } from '../../../alerts/model/time.ts'
import { type Catalogue, compileCatalogue } from '../../../alerts/rules/compile.ts'
import {
  emptyState,
  evaluate,
  release,
  resume,
  type SubjectProfile,
  type SubjectState,
  tick,
} from '../../../alerts/rules/evaluate.ts'
import {
  catalogueOf,
  defaultCatalogue,
  drainProfile,
  profile,
  reading,
  START,
  type Values,
} from './script.ts'

const catalogue = defaultCatalogue()

/** Values around every limit, so that random walks cross them often. */
const heartRate = fc.constantFrom(38, 40, 44, 48, 52, 70, 108, 112, 125, 133, 150)
const values: fc.Arbitrary<Values> = fc.oneof(
  { weight: 5, arbitrary: heartRate.map((value) => ({ heartRate: value })) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(88, 93, 120, 155, 165, 182), fc.constantFrom(60, 80, 97, 101, 121))
      .map(([systolic, diastolic]) => ({ systolic, diastolic })),
  },
  { weight: 2, arbitrary: fc.constantFrom(83, 86, 90, 92, 97).map((spo2) => ({ spo2 })) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1).map((worn) => ({ worn })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(4, 9, 12, 19, 24, 60), fc.constantFrom(0, 0, 1))
      .map(([battery, charging]) => ({ battery, charging })),
  },
  { weight: 1, arbitrary: fc.constantFrom(0, 1).map((online) => ({ online })) },
  { weight: 1, arbitrary: fc.constant({ sos: 1 }) },
  { weight: 1, arbitrary: fc.constant({ latitude: 39.9, longitude: 116.4, accuracy: 20 }) },
  { weight: 1, arbitrary: fc.constant({ steps: 100 }) },
)

/** What happens to one subject: readings (some late), ticks, people, the gateway's own absence. */
type Event =
  | Readonly<{ type: 'reading'; reading: Reading }>
  | Readonly<{ type: 'tick'; at: number }>
  | Readonly<{ type: 'release'; at: number; ruleId: string }>
  | Readonly<{ type: 'resume'; at: number }>

const gap = fc.constantFrom(
  10_000,
  MINUTE,
  MINUTE,
  2 * MINUTE,
  4 * MINUTE,
  9 * MINUTE,
  26 * MINUTE,
  90 * MINUTE,
)
const drawn = fc.tuple(
  gap,
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        type: fc.constant('reading' as const),
        values,
        late: fc.constantFrom(0, 0, 0, 0, 3 * MINUTE, 60 * MINUTE),
      }),
    },
    { weight: 3, arbitrary: fc.record({ type: fc.constant('tick' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('release' as const),
        ruleId: fc.constantFrom(...catalogue.rules.map((rule) => rule.id)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('resume' as const) }) },
  ),
)

const history: fc.Arbitrary<readonly Event[]> = fc
  .array(drawn, { minLength: 1, maxLength: 60 })
  .map((steps) => {
    let now = START
    return steps.map(([wait, step]): Event => {
      now += wait
      if (step.type === 'reading')
        return { type: 'reading', reading: reading(now - step.late, step.values, { receivedAt: now }) }
      return { ...step, at: now }
    })
  })

function apply(
  state: SubjectState,
  event: Event,
  who: SubjectProfile = profile(),
  with_: Catalogue = catalogue,
) {
  switch (event.type) {
    case 'reading':
      return evaluate(with_, state, event.reading, who)
    case 'tick':
      return tick(with_, state, event.at, who)
    case 'release':
      return release(with_, state, event.ruleId, event.at, who)
    case 'resume':
      return resume(with_, state, event.at, who)
  }
}

function fold(
  events: readonly Event[],
  between: (state: SubjectState) => SubjectState = (state) => state,
  with_ = catalogue,
) {
  let state = emptyState()
  const findings: Finding[] = []
  for (const event of events) {
    const step = apply(between(state), event, profile(), with_)
    state = step.state
    findings.push(...step.findings)
  }
  return { state, findings }
}

const throughJson = (state: SubjectState): SubjectState => JSON.parse(JSON.stringify(state)) as SubjectState
const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const child of Object.values(value)) freeze(child)
  }
  return value
}

describe('for every history of one subject', () => {
  it('a restart at any message changes nothing: neither findings nor state', () => {
    fc.assert(
      fc.property(history, (events) => {
        const straight = fold(events)
        const restarted = fold(events, throughJson)
        expect(restarted.findings).toEqual(straight.findings)
        expect(JSON.stringify(restarted.state)).toBe(JSON.stringify(straight.state))
      }),
    )
  })

  it('no state is ever written into: each is replaced', () => {
    fc.assert(fc.property(history, (events) => void fold(events, freeze)))
  })

  it('the same reading twice in a row gives the same state, and nothing but an SOS is found again', () => {
    fc.assert(
      fc.property(history, (events) => {
        let state = emptyState()
        for (const event of events) {
          state = apply(state, event).state
          if (event.type !== 'reading') continue
          const again = evaluate(catalogue, state, event.reading, profile())
          expect(JSON.stringify(again.state)).toBe(JSON.stringify(state))
          expect(again.findings.map((finding) => finding.ruleId)).toEqual(
            event.reading.kind === 'sos' ? ['sos'] : [],
          )
        }
      }),
    )
  })

  it('every SOS is found, once, with its own time, whatever happened before', () => {
    fc.assert(
      fc.property(history, (events) => {
        const pressed = events.flatMap((event) =>
          event.type === 'reading' && event.reading.kind === 'sos' ? [event.reading.eventTime] : [],
        )
        const found = fold(events).findings.filter((finding) => finding.ruleId === 'sos')
        expect(found.map((finding) => finding.eventTime)).toEqual(pressed)
        expect(found.every((finding) => finding.transition === 'raise' && finding.emergency)).toBe(true)
      }),
    )
  })

  it('an older reading moves neither a live value nor a vital-sign rule', () => {
    fc.assert(
      fc.property(history, heartRate, fc.integer({ min: 0, max: 3 * 3_600_000 }), (events, value, age) => {
        const { state } = fold(events)
        const newest = state.live.latest.heartRate
        fc.pre(newest !== undefined && state.live.seenAt !== null)
        const late = reading(newest!.at - age, { heartRate: value }, { receivedAt: state.live.seenAt! })
        const after = evaluate(catalogue, state, late, profile())
        // Being heard may end an offline: that is by our clock, and the only thing a late reading may say.
        expect(after.findings.filter((finding) => finding.ruleId !== 'band-offline')).toEqual([])
        expect(after.state.live.latest).toEqual(state.live.latest)
        const { 'band-offline': _, ...rules } = state.rules
        const { 'band-offline': __, ...rulesAfter } = after.state.rules
        expect(rulesAfter).toEqual(rules)
      }),
    )
  })

  it('ticks are idempotent, and one that is not due returns the very state it was given', () => {
    fc.assert(
      fc.property(history, gap, (events, wait) => {
        const { state } = fold(events)
        const now = START + 60 * 90 * MINUTE + wait
        const once = tick(catalogue, state, now, profile())
        const twice = tick(catalogue, once.state, now, profile())
        expect(twice.state).toBe(once.state)
        expect(twice.findings).toEqual([])
        if (state.dueAt !== null) expect(tick(catalogue, state, state.dueAt - 1, profile()).state).toBe(state)
        expect(once.state.dueAt === null || once.state.dueAt > now).toBe(true)
      }),
    )
  })

  it('dueAt is exact: ticking there decides something, and a tick every second finds no more than one at dueAt', () => {
    fc.assert(
      fc.property(history, (events) => {
        const { state } = fold(events)
        fc.pre(state.dueAt !== null)
        expect(tick(catalogue, state, state.dueAt!, profile()).state).not.toBe(state)
      }),
    )
  })

  it('findings alternate: no rule but an event raises twice, steps or clears without having been raised', () => {
    fc.assert(
      fc.property(history, (events) => {
        const firing = new Set<string>()
        let state = emptyState()
        for (const event of events) {
          const step = apply(state, event)
          state = step.state
          if (event.type === 'release') firing.delete(event.ruleId)
          for (const { ruleId, transition } of step.findings) {
            if (catalogue.byId.get(ruleId)?.detector.type === 'event') continue
            expect(firing.has(ruleId)).toBe(transition !== 'raise')
            if (transition === 'raise') firing.add(ruleId)
            if (transition === 'clear') firing.delete(ruleId)
          }
        }
      }),
    )
  })

  it('state stays under 3 KiB and evidence under 61 samples', () => {
    fc.assert(
      fc.property(history, (events) => {
        const { state, findings } = fold(events)
        expect(JSON.stringify(state).length).toBeLessThan(3_072)
        for (const { evidence } of findings) expect(evidence.samples.length).toBeLessThanOrEqual(60)
      }),
    )
  })

  it('the short cut for ordinary readings decides as asking every rule would', () => {
    const asked: Catalogue = {
      ...catalogue,
      band: { ...catalogue.band, low: catalogue.band.low.map(() => Number.POSITIVE_INFINITY) },
    }
    fc.assert(
      fc.property(history, (events) => {
        const short = fold(events)
        const long = fold(events, undefined, asked)
        expect(short.findings).toEqual(long.findings)
        expect(JSON.stringify(short.state)).toBe(JSON.stringify(long.state))
      }),
    )
  })
})

describe('for every gap', () => {
  it('longer than maxGap no duration is ever filled, however long the values stay high', () => {
    const rule = catalogueOf(
      '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 131, clear: 120, for: 1m, maxGap: 5m }',
    )
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5 * MINUTE + 1, max: 10 * 3_600_000 }), { maxLength: 30 }),
        (gaps) => {
          let state = emptyState()
          let now = START
          for (const wait of [0, ...gaps]) {
            now += wait
            const step = evaluate(rule, state, reading(now, { heartRate: 180 }), profile())
            state = step.state
            expect(step.findings).toEqual([])
          }
        },
      ),
    )
  })
})

describe('for every drain', () => {
  it('the class told is the worst class reached since the water was last low for half an hour', () => {
    const limits = [5, 15, 27, 40]
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 55 }), { minLength: 1, maxLength: 80 }), (levels) => {
        let state = emptyState()
        const history: { at: number; level: number; between: number }[] = []
        levels.forEach((level, i) => {
          const now = START + i * 5 * MINUTE
          // The middle one of three; a climb also asks the lower of the newest two. Before the first it was dry.
          const [, middle = 0] = [0, 0, ...levels].slice(i, i + 3).sort((a, b) => a - b)
          history.push({ at: now, level: middle, between: Math.min(level, levels[i - 1] ?? 0) })
          state = evaluate(catalogue, state, reading(now, { level }), drainProfile).state
          const told = state.rules['drain-level']
          const rung = told?.detector === 'ladder' ? (told as LadderState).rung : -1
          // Independently: a class holds from the moment it is reached until 30 minutes without being within 3 cm of it.
          const held = limits.findLastIndex((limit) => {
            const touched = history.findLast((entry) => entry.level >= limit - 3)
            const reached = history.some(
              (entry, k) =>
                entry.level >= limit &&
                entry.between >= limit - Math.max(3, limit / 2) &&
                stillHeld(history.slice(k), limit),
            )
            return touched !== undefined && reached
          })
          expect(rung).toBe(held)
        })
      }),
    )
  })
})

/** From the moment a class was reached: never 30 minutes of samples below its dead band. */
function stillHeld(since: readonly { at: number; level: number }[], limit: number): boolean {
  let leftAt: number | null = null
  for (const { at, level } of since) {
    leftAt = level < limit - 3 ? (leftAt ?? at) : null
    if (leftAt !== null && at - leftAt >= 30 * MINUTE) return false
  }
  return true
}

it('a catalogue compiles to the same decisions whatever the order of its rules within a severity', () => {
  const reversed = compileCatalogue([...catalogue.rules].reverse())
  fc.assert(
    fc.property(history, (events) => {
      const key = (finding: Finding) => JSON.stringify(finding)
      expect(fold(events, undefined, reversed).findings.map(key).toSorted()).toEqual(
        fold(events).findings.map(key).toSorted(),
      )
    }),
  )
})
