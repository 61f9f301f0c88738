import { describe, expect, it } from 'vitest'
import { defaultCatalogue, drainProfile, play, told, type Values } from './script.ts'

const catalogue = defaultCatalogue()
const rule = (id: string) => catalogue.byId.get(id)!
type Script = [string, Values | 'tick'][]

const every = (minutes: number, count: number, values: Values): Script =>
  Array.from({ length: count }, (_, i) => [`${i * minutes}:00`, values])

/** Beside an alert a value may also be noted for the daily review; that is told of the review's own rules only. */
const run = (script: Script, of: Readonly<{ drain?: boolean; review?: boolean }> = {}) =>
  told(play(catalogue, script, of.drain ? { profile: drainProfile } : {}).findings).filter(
    (line) => of.review || !line.includes('-review '),
  )

/** id, what makes it fire (and the finding), what comes close and does not. */
const CASES: readonly [string, Script, string, Script][] = [
  [
    'hr-critical-high',
    every(1, 3, { heartRate: 131, steps: 0 }),
    '02:00 raise hr-critical-high critical',
    every(1, 5, { heartRate: 130, steps: 0 }),
  ],
  [
    'hr-critical-high-long',
    every(5, 5, { heartRate: 131 }),
    '20:00 raise hr-critical-high-long critical',
    every(5, 4, { heartRate: 131 }),
  ],
  [
    'hr-critical-low',
    every(1, 3, { heartRate: 40 }),
    '02:00 raise hr-critical-low critical',
    every(1, 5, { heartRate: 41 }),
  ],
  [
    'hr-high',
    every(5, 3, { heartRate: 111, steps: 0 }),
    '10:00 raise hr-high warning',
    every(5, 9, { heartRate: 110, steps: 0 }),
  ],
  [
    'hr-high-long',
    every(5, 10, { heartRate: 111 }),
    '45:00 raise hr-high-long warning',
    every(5, 9, { heartRate: 111 }),
  ],
  ['hr-low', every(5, 3, { heartRate: 45 }), '10:00 raise hr-low warning', every(5, 9, { heartRate: 46 })],
  [
    'pulse-review',
    every(5, 1, { heartRate: 100, systolic: 120, diastolic: 80 }),
    '00:00 raise pulse-review info',
    every(5, 5, { heartRate: 99, systolic: 120, diastolic: 80 }),
  ],
  [
    'pulse-review',
    every(5, 1, { heartRate: 50, systolic: 120, diastolic: 80 }),
    '00:00 raise pulse-review info',
    every(5, 5, { heartRate: 104 }),
  ],
  [
    'bp-review',
    every(5, 1, { systolic: 160, diastolic: 80 }),
    '00:00 raise bp-review info',
    every(5, 5, { systolic: 159, diastolic: 99 }),
  ],
  [
    'bp-crisis',
    every(5, 2, { systolic: 180, diastolic: 90 }),
    '05:00 raise bp-crisis critical',
    every(5, 1, { systolic: 220, diastolic: 130 }),
  ],
  ['bp-crisis', every(5, 2, { systolic: 150, diastolic: 120 }), '05:00 raise bp-crisis critical', []],
  [
    'bp-high',
    every(5, 2, { systolic: 160, diastolic: 90 }),
    '05:00 raise bp-high warning',
    every(5, 5, { systolic: 159, diastolic: 99 }),
  ],
  [
    'bp-low',
    every(5, 2, { systolic: 90, diastolic: 55 }),
    '05:00 raise bp-low warning',
    every(5, 5, { systolic: 91, diastolic: 55 }),
  ],
  ['spo2-low', every(5, 3, { spo2: 91 }), '10:00 raise spo2-low warning', every(5, 9, { spo2: 92 })],
  [
    'spo2-critical-low',
    every(1, 3, { spo2: 85 }),
    '02:00 raise spo2-critical-low critical',
    every(1, 5, { spo2: 86 }),
  ],
  ['battery-low', [['00:00', { battery: 20 }]], '00:00 raise battery-low low', [['00:00', { battery: 21 }]]],
  ['sos', [['00:00', { sos: 1 }]], '00:00 raise sos critical', []],
  ['fall', [['00:00', { fall: 1 }]], '00:00 raise fall critical', []],
  [
    'band-offline',
    [
      ['00:00', { steps: 1 }],
      ['25:00', 'tick'],
    ],
    '25:00 raise band-offline silent',
    [
      ['00:00', { steps: 1 }],
      ['24:59', 'tick'],
    ],
  ],
  [
    'no-vitals',
    [
      ['00:00', { heartRate: 70 }],
      ['20:00', { steps: 1 }],
      ['30:00', 'tick'],
    ],
    '30:00 raise no-vitals warning',
    [
      ['00:00', { heartRate: 70 }],
      ['20:00', { heartRate: 70 }],
      ['30:00', 'tick'],
    ],
  ],
  [
    'not-worn',
    [
      ['00:00', { worn: 0 }],
      ['20:00', { steps: 1 }],
      ['30:00', 'tick'],
    ],
    '30:00 raise not-worn info',
    [
      ['00:00', { worn: 0 }],
      ['20:00', { worn: 1 }],
      ['30:00', 'tick'],
    ],
  ],
  [
    'drain-level',
    [
      ['00:00', { level: 5 }],
      ['01:00', { level: 5 }],
    ],
    '01:00 raise drain-level attention',
    [
      ['00:00', { level: 4.9 }],
      ['01:00', { level: 4.9 }],
    ],
  ],
  [
    'drain-forecast',
    [
      ['00:00', { level: 3 }],
      ['01:00', { level: 3.9 }],
      ['02:00', { level: 4.8 }],
      ['03:00', { level: 4.9 }],
    ],
    '03:00 raise drain-forecast warning',
    [
      ['00:00', { level: 3 }],
      ['01:00', { level: 3.6 }],
      ['02:00', { level: 4.2 }],
    ],
  ],
  [
    'drain-rising-fast',
    [
      ['00:00', { level: 3 }],
      ['01:00', { level: 3.5 }],
      ['02:00', { level: 4 }],
      ['03:00', { level: 4.5 }],
      ['04:00', { level: 4.9 }],
    ],
    '04:00 raise drain-rising-fast warning',
    [
      ['00:00', { level: 3 }],
      ['01:00', { level: 3.4 }],
      ['02:00', { level: 3.8 }],
      ['03:00', { level: 4.2 }],
      ['04:00', { level: 4.6 }],
    ],
  ],
  [
    'drain-battery',
    [['00:00', { battery: 10, level: 0 }]],
    '00:00 raise drain-battery veryLow',
    [['00:00', { battery: 21, level: 0 }]],
  ],
  [
    'drain-offline',
    [
      ['00:00', { level: 0 }],
      ['50:00', 'tick'],
    ],
    '50:00 raise drain-offline silent',
    [
      ['00:00', { level: 0 }],
      ['49:59', 'tick'],
    ],
  ],
  [
    'drain-no-level',
    [
      ['00:00', { level: 0 }],
      ['40:00', { battery: 50 }],
      ['0:60:00', 'tick'],
    ],
    '1:00:00 raise drain-no-level warning',
    [
      ['00:00', { level: 0 }],
      ['40:00', { level: 0 }],
      ['0:60:00', 'tick'],
    ],
  ],
]

describe('each default rule', () => {
  it.each(CASES)('%s fires at its number and stays quiet just beside it', (id, fires, finding, quiet) => {
    const drain = rule(id).appliesTo === 'drain'
    const review = id.endsWith('-review')
    expect(run(fires, { drain, review })).toEqual([finding])
    expect(run(quiet, { drain, review }).filter((line) => line.includes(` ${id} `))).toEqual([])
  })

  it('follows a policy of its own severity, and tells nobody only what is info', () => {
    for (const one of catalogue.rules)
      if (one.policy === 'vitals-critical' || one.policy === 'vitals-warning')
        expect(one.policy).toBe(`vitals-${one.severity}`)
      else if (one.policy === 'daily-review') expect(one.severity).toBe('info')
  })

  it('asks for an arm cuff wherever a wristband has estimated the blood pressure', () => {
    for (const id of ['bp-crisis', 'bp-high', 'bp-low']) {
      expect(rule(id).advice['zh-CN']).toContain('手环估算值，请用臂式血压计复核')
      expect(rule(id).advice.en).toContain('arm cuff')
    }
  })

  it('closes by itself only what is about a device, foreseen or for the daily review, and only SOS, falls and a press that could not be stored are emergencies', () => {
    const closing = catalogue.rules.filter((one) => one.closesOnClear)
    const foreseen = (type: string): boolean => type === 'forecast' || type === 'rate'
    for (const one of closing)
      expect(one.concerns === 'device' || one.policy === 'daily-review' || foreseen(one.detector.type)).toBe(
        true,
      )
    expect(catalogue.rules.filter((one) => one.emergency).map((one) => one.id)).toEqual([
      'sos',
      'fall',
      'press-not-stored',
    ])
  })
})

describe('an ordinary day', () => {
  it('of 96 quarter hours with pulse 51–105, pressure up to 150/92 and 94–98 % oxygen raises nothing', () => {
    const script: Script = Array.from({ length: 96 }, (_, i) => [
      `${i * 15}:00`,
      {
        // A pulse of 105 on the way; with a pressure it is taken seated.
        ...(i % 8 === 0
          ? { heartRate: 105 }
          : { heartRate: 51 + (i % 30), systolic: 118 + (i % 32), diastolic: 72 + (i % 20) }),
        spo2: 94 + (i % 5),
      },
    ])
    expect(run(script, { review: true })).toEqual([])
  })
})
