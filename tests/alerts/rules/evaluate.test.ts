import { describe, expect, it } from 'vitest'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { emptyState, evaluate, NO_FINDINGS, release } from '../../../alerts/rules/evaluate.ts'
import {
  at,
  drainProfile,
  play,
  profile,
  reading,
  rulesFrom,
  ruleText,
  series,
  told,
  urgentCatalogue,
} from './script.ts'

const catalogue = urgentCatalogue()

describe('live state', () => {
  it('holds the newest value of each metric and when anything was last heard', () => {
    const { state } = play(catalogue, [
      ['00:00', { heartRate: 70, systolic: 120 }],
      ['01:00', { heartRate: 75 }],
      ['01:10', { battery: 80 }],
    ])
    expect(state.live).toEqual({
      latest: {
        heartRate: { value: 75, at: at('01:00') },
        systolic: { value: 120, at: at('00:00') },
        battery: { value: 80, at: at('01:10') },
      },
      seenAt: at('01:10'),
      deviceId: 'band-001',
    })
  })

  it('is not moved by a value as old as the newest or older, metric by metric', () => {
    const { state } = play(catalogue, [
      ['05:00', { heartRate: 70 }],
      reading('05:00', { heartRate: 99 }, { receivedAt: at('06:00') }),
      reading('04:00', { heartRate: 98, spo2: 97 }, { receivedAt: at('06:10') }),
    ])
    expect(state.live.latest).toEqual({
      heartRate: { value: 70, at: at('05:00') },
      spo2: { value: 97, at: at('04:00') },
    })
    expect(state.live.seenAt).toBe(at('06:10'))
  })

  it('never takes up a doubtful value, and evaluates none', () => {
    const absurd = reading(
      '00:00',
      {},
      { doubtful: [{ metric: 'heartRate', value: 350, reason: 'implausible' }] },
    )
    const { state, findings } = play(catalogue, [
      absurd,
      { ...absurd, eventTime: at('02:00'), receivedAt: at('02:00') },
    ])
    expect(state.live).toMatchObject({ latest: {}, seenAt: at('02:00') })
    expect(state.rules).toEqual({})
    expect(findings).toEqual([])
  })

  it('replaces a position whole: no accuracy and no source of the fix before', () => {
    const first = reading(
      '00:00',
      { latitude: 39.9, longitude: 116.4, accuracy: 12 },
      { positionSource: 'gps' },
    )
    const second = reading('05:00', { latitude: 39.8, longitude: 116.3 })
    const late = reading(
      '03:00',
      { latitude: 39.7, longitude: 116.2, accuracy: 900 },
      { positionSource: 'cell', receivedAt: at('06:00') },
    )
    const { state } = play(catalogue, [first, second, late])
    expect(state.live.latest.latitude?.value).toBe(39.8)
    expect(state.live.latest.accuracy).toBeUndefined()
    expect(state.live.positionSource).toBeUndefined()
  })
})

describe('findings', () => {
  it('are one shared constant when there are none', () => {
    const first = evaluate(catalogue, emptyState(), reading('00:00', { heartRate: 72 }), profile())
    expect(first.findings).toBe(NO_FINDINGS)
    expect(first.state.rules).toEqual({})
  })

  it('carry rule, version, subject, device, policy and severity', () => {
    const { findings } = play(
      catalogue,
      series('heartRate', [
        ['00:00', 140],
        ['01:00', 141],
        ['02:00', 142],
      ]),
    )
    expect(findings[0]).toMatchObject({
      ruleId: 'hr-critical-high',
      ruleVersion: '2',
      subject: { kind: 'resident', id: 'r-001' },
      deviceId: 'band-001',
      transition: 'raise',
      severity: 'critical',
      policyId: 'vitals-critical',
      closesOnClear: false,
      emergency: false,
      eventTime: at('02:00'),
    })
  })

  it('are not drawn from vital signs of the past: a late batch behind the live state raises nothing', () => {
    const batch = ['00:00', '01:00', '02:00', '03:00'].map((time) =>
      reading(time, { heartRate: 150, steps: 0 }, { receivedAt: at('10:00') }),
    )
    expect(play(catalogue, [['09:00', { heartRate: 80 }], ...batch]).findings).toEqual([])
    expect(told(play(catalogue, batch).findings)).toEqual(['02:00 raise hr-critical-high critical'])
  })
})

describe('a band off the wrist', () => {
  it('moves no vital-sign rule, whatever it measures', () => {
    const { findings, state } = play(catalogue, [
      ['00:00', { worn: 0 }],
      ...series('heartRate', [
        ['01:00', 200],
        ['02:00', 200],
        ['04:00', 200],
      ]),
    ])
    expect(findings).toEqual([])
    expect(Object.keys(state.rules)).toEqual(['not-worn'])
  })

  it('breaks a duration that was running when it came off', () => {
    const { findings } = play(catalogue, [
      ...series('heartRate', [
        ['00:00', 150],
        ['01:00', 150],
      ]),
      ['01:10', { worn: 0 }],
      ['01:20', { worn: 1 }],
      ...series('heartRate', [
        ['02:00', 150],
        ['03:00', 150],
      ]),
    ])
    expect(findings).toEqual([])
  })

  it('leaves an alarm that was firing as it was', () => {
    const { state } = play(catalogue, [
      ...series('heartRate', [
        ['00:00', 150],
        ['01:00', 150],
        ['02:00', 150],
      ]),
      ['03:00', { worn: 0 }],
      ['04:00', { heartRate: 60 }],
      ['0:10:00', { heartRate: 60 }],
    ])
    expect(state.rules['hr-critical-high']).toMatchObject({ phase: 'firing' })
  })

  it('still tells its battery', () => {
    expect(
      told(
        play(catalogue, [
          ['00:00', { worn: 0 }],
          ['01:00', { battery: 9, charging: 0 }],
        ]).findings,
      ),
    ).toEqual(['01:00 raise battery-low veryLow'])
  })
})

describe('inhibition', () => {
  const crisis = (times: string[]) => times.map((time) => [time, { systolic: 190, diastolic: 100 }] as const)

  it('tells a blood pressure crisis once, not as a warning as well', () => {
    expect(told(play(catalogue, crisis(['00:00', '05:00', '10:00', '14:00'])).findings)).toEqual([
      '05:00 raise bp-crisis critical',
    ])
  })

  it('keeps a warning that was told before it became critical', () => {
    const { findings } = play(catalogue, [
      ['00:00', { systolic: 165 }],
      ['02:00', { systolic: 165 }],
      ...crisis(['04:00', '06:00']),
    ])
    expect(told(findings)).toEqual(['02:00 raise bp-high warning', '06:00 raise bp-crisis critical'])
  })

  it('ends with the alarm that inhibits: the warning then needs evidence of its own', () => {
    const points = Array.from(
      { length: 31 },
      (_, i) => [`0:${String(i).padStart(2, '0')}:00`, i < 12 ? 140 : 115] as const,
    )
    expect(told(play(catalogue, series('heartRate', points)).findings)).toEqual([
      '02:00 raise hr-critical-high critical',
      '14:00 clear hr-critical-high critical',
      '21:00 raise hr-high warning',
    ])
  })

  it('does not bring the warning when a person resolves the alarm: it starts anew as well', () => {
    const points = Array.from({ length: 10 }, (_, i) => [`0:0${i}:00`, 140] as const)
    const firing = play(catalogue, series('heartRate', points)).state
    expect(firing.rules['hr-high']).toMatchObject({ phase: 'pending' })
    expect(release(catalogue, firing, 'hr-critical-high', at('09:30'), profile()).state.rules).toEqual({})
  })
})

describe('overrides', () => {
  const who = profile({
    overrides: {
      'hr-critical-high': { raise: 150, for: 60, atLeastSamples: 2 },
      'bp-high': { systolic: 150 },
    },
  })

  it('replace thresholds and, in seconds, durations of that person only', () => {
    const script = series('heartRate', [
      ['00:00', 149],
      ['01:00', 150],
      ['02:00', 150],
    ])
    const { findings } = play(catalogue, script, { profile: who })
    expect(told(findings)).toEqual(['02:00 raise hr-critical-high critical'])
    expect(findings[0]?.evidence.threshold).toBe(150)
    expect(told(play(catalogue, script).findings)).toHaveLength(1)
    expect(play(catalogue, script).findings[0]?.evidence.threshold).toBe(131)
  })

  it('move the clear level with the raise level, so that hysteresis stays 10 wide', () => {
    const { findings } = play(
      catalogue,
      [
        ['00:00', { systolic: 150 }],
        ['01:00', { systolic: 150 }],
        ['02:00', { systolic: 141 }],
        ['03:00', { systolic: 141 }],
        ['04:00', { systolic: 140 }],
        ['05:00', { systolic: 140 }],
      ],
      { profile: who },
    )
    expect(told(findings)).toEqual(['01:00 raise bp-high warning', '05:00 clear bp-high warning'])
  })

  it('of unknown rules and of no number are without effect', () => {
    const odd = profile({
      overrides: { nonsense: { raise: 1 }, 'hr-critical-high': { raise: Number.NaN, wrong: 3 } },
    })
    const script = series('heartRate', [
      ['00:00', 131],
      ['01:00', 131],
      ['02:00', 131],
    ])
    expect(told(play(catalogue, script, { profile: odd }).findings)).toEqual(
      told(play(catalogue, script).findings),
    )
  })
})

describe('the catalogue', () => {
  it('keeps drains and bands apart', () => {
    expect(
      play(
        catalogue,
        series('heartRate', [
          ['00:00', 200],
          ['01:00', 200],
          ['02:00', 200],
        ]),
        { profile: drainProfile },
      ).findings,
    ).toEqual([])
    expect(play(catalogue, series('level', [['00:00', 99]])).findings).toEqual([])
  })

  it('forgets the state of a rule that is gone, and takes that of another detector for idle', () => {
    const before = play(
      catalogue,
      series('heartRate', [
        ['00:00', 150],
        ['01:00', 150],
        ['02:00', 150],
      ]),
    ).state
    const next = compileCatalogue(
      rulesFrom([
        {
          path: 'next.yaml',
          text: `rules:\n${ruleText('hr-critical-high', '{ type: ladder, metric: heartRate, comparison: atLeast, levels: [{ level: high, title: { zh-CN: a, en: a }, raise: 130, severity: warning }], deadBand: 5, maxGap: 5m }')}`,
        },
      ]),
    )
    const { findings, state } = play(next, [['03:00', { heartRate: 150 }]], { state: before })
    expect(told(findings)).toEqual(['03:00 raise hr-critical-high high'])
    expect(Object.keys(state.rules)).toEqual(['hr-critical-high'])
  })
})
