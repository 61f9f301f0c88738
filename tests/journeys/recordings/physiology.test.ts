// Long tables of other people's making, by column mapping: home measurements of people with dementia (TIHM) and
// intensive care (PhysioNet 2012) with its zeros. What no band measures is left out; what no body has is kept, with
// its reason, and never judged.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { testFolder } from '../../support/folder.ts'
import type { Journey } from '../../support/journey.ts'
import {
  alertsTold,
  describeRecordings,
  linesOf,
  pathOf,
  rejectionsOf,
  replay,
  samplesOf,
  startQuietJourney,
} from './playback.ts'
import { type Cuff, episodes, inOrder, MINUTES, type Row, turnsOf, twoOfThree } from './table-scan.ts'

type Entry = Readonly<{ at: number; what: string; value: number }>

const csvOf = (name: string, lines: readonly string[]): string => {
  const path = join(testFolder(), name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}
const iso = (at: number): string => new Date(at).toISOString()

/** Pairs of one moment; a half without its other half is no measurement. */
function cuffsOf(entries: readonly Entry[], names: readonly [string, string]): Cuff[] {
  const moments = [...new Set(entries.map(({ at }) => at))].sort((a, b) => a - b)
  return moments.flatMap((at) => {
    const [systolic, diastolic] = names.map(
      (name) => entries.find((entry) => entry.at === at && entry.what === name)?.value,
    )
    return systolic === undefined || diastolic === undefined ? [] : [{ at, systolic, diastolic }]
  })
}

/** Both numbers of a body, the lower one lower, and 15 to 140 mmHg between them. */
const isPossible = ({ systolic: s, diastolic: d }: Cuff): boolean =>
  s >= 40 && s <= 300 && d >= 20 && d <= 200 && d < s && s - d >= 15 && s - d <= 140

/** The rules that are worked out by hand here; what is a person's own (habits, scores, trends) is left to others. */
const BY_HAND = ['bp-crisis', 'bp-high', 'bp-low', 'bp-review', 'hr-critical-high-long', 'hr-high-long']
const toldByHand = (journey: Journey) => alertsTold(journey).filter(({ ruleId }) => BY_HAND.includes(ruleId))

/** The rules of config/rules/blood-pressure.yaml that hold for everybody, by hand. */
function pressureAlerts(recorded: readonly Cuff[]) {
  const cuffs = inOrder(recorded.filter(isPossible))
  const crisis = twoOfThree(cuffs, {
    hit: ({ systolic, diastolic }) => systolic >= 180 || diastolic >= 120,
    safe: ({ systolic, diastolic }) => systolic <= 170 && diastolic <= 110,
  })
  const high = twoOfThree(cuffs, {
    hit: ({ systolic, diastolic }) => systolic >= 160 || diastolic >= 100,
    safe: ({ systolic, diastolic }) => systolic <= 150 && diastolic <= 95,
    hushed: crisis,
  })
  const low = twoOfThree(cuffs, {
    hit: ({ systolic }) => systolic <= 90,
    safe: ({ systolic }) => systolic >= 95,
  })
  const review = twoOfThree(cuffs, {
    hits: 1,
    hit: ({ systolic: s, diastolic: d }) => s >= 160 || d >= 100 || s <= 90 || d <= 55,
    safe: ({ systolic: s, diastolic: d }) => s <= 155 && d <= 95 && s >= 95 && d >= 60,
    hushed: [...crisis, ...high, ...low],
  })
  return [
    { ruleId: 'bp-crisis', severity: 'critical', turns: turnsOf(crisis) },
    { ruleId: 'bp-high', severity: 'warning', turns: turnsOf(high) },
    { ruleId: 'bp-low', severity: 'warning', turns: turnsOf(low) },
    // Closed by itself each time, so that every one is an alert of its own.
    ...review.map((one) => ({ ruleId: 'bp-review', severity: 'info', turns: turnsOf([one]) })),
  ]
}

/** The rules of config/rules/heart-rate.yaml that a pulse by day can raise where no band counts steps. */
function pulseAlerts(recorded: readonly Row[]) {
  const rows = inOrder(recorded).filter(({ value }) => value >= 20 && value <= 300)
  const rule = (over: number, held: number, gap: number, calm: number) => ({
    beyond: ({ value }: Row) => value >= over,
    held: held * MINUTES,
    gap: gap * MINUTES,
    safe: ({ value }: Row) => value <= calm,
  })
  const tooFast = episodes(rows, { ...rule(131, 20, 75, 120), safeFor: 2 * MINUTES })
  const fast = episodes(rows, { ...rule(111, 45, 75, 105), safeFor: 5 * MINUTES, hushed: tooFast })
  return [
    { ruleId: 'hr-critical-high-long', severity: 'critical', turns: turnsOf(tooFast) },
    { ruleId: 'hr-high-long', severity: 'warning', turns: turnsOf(fast) },
  ]
}

const inOpeningOrder = <T extends { turns: readonly { at: number }[] }>(alerts: readonly T[]): T[] =>
  alerts.filter(({ turns }) => turns.length > 0).sort((a, b) => a.turns[0]!.at - b.turns[0]!.at)

describeRecordings('home measurements of people with dementia', () => {
  const FILE = 'elderly_home_tihm/Physiology.csv'

  it.each([
    {
      patient: '6b29b',
      pulses: 117,
      cuffs: 117,
      of: 'with four pairs above 160',
      alert: 'bp-high at 2024-04-21T09:00:09.000Z',
    },
    {
      patient: '46286',
      pulses: 33,
      cuffs: 33,
      of: 'usually below 90',
      alert: 'bp-low at 2024-05-25T09:36:01.000Z',
    },
  ])('patient $patient, $of: $cuffs pressures, $pulses pulses, $alert', async (expected) => {
    const recorded = linesOf(FILE)
      .slice(1)
      .map((line) => line.split(','))
      .filter(([patient]) => patient === expected.patient)
      .map(([, date, what, value]) => ({
        at: Date.parse(`${date!.replace(' ', 'T')}Z`),
        what: what!,
        value: Number(value),
      }))
    // Five years on, where clocks are believed; 1,827 whole days, so that nights stay nights.
    const moved = recorded.map((entry) => ({ ...entry, at: entry.at + 1_827 * 86_400_000 }))
    const pulses = moved.filter(({ what }) => what === 'Heart rate').sort((a, b) => a.at - b.at)
    const cuffs = cuffsOf(moved, ['Systolic blood pressure', 'Diastolic blood pressure'])
    expect([pulses.length, cuffs.length]).toEqual([expected.pulses, expected.cuffs])
    const journey = await startQuietJourney()

    const heart = await replay(journey, pathOf(FILE), {
      device: 'band-1',
      options: [
        ...['--map', 'time=date,heartRate=value', '--where', 'device_type=Heart rate'],
        ...['--where', `patient_id=${expected.patient}`, '--order', 'time', '--shift-to', iso(pulses[0]!.at)],
      ],
    })
    expect(heart).toMatchObject({ read: 7884, sent: pulses.length, skipped: 0 })
    const wide = csvOf('cuff.csv', [
      'date,systolic,diastolic',
      ...cuffs.map(({ at, systolic, diastolic }) => `${iso(at)},${systolic},${diastolic}`),
    ])
    expect(await replay(journey, wide, { device: 'band-1' })).toMatchObject({
      sent: cuffs.length,
      skipped: 0,
    })

    const alerts = inOpeningOrder(pressureAlerts(cuffs))
    const urgent = alerts.filter(({ severity }) => severity !== 'info')
    expect(urgent.map(({ ruleId, turns }) => `${ruleId} at ${iso(turns[0]!.at)}`)).toEqual([expected.alert])
    expect(toldByHand(journey)).toEqual(alerts)
    expect(pulseAlerts(pulses).flatMap(({ turns }) => turns)).toEqual([])

    const stored = await samplesOf(journey, 'band-1', 'heartRate')
    expect(stored.map(({ at, value }) => [at, value])).toEqual(
      pulses.filter(({ at }, i) => pulses[i - 1]?.at !== at).map(({ at, value }) => [at, value]),
    )
    const systolic = await samplesOf(journey, 'band-1', 'systolic')
    expect(systolic.map(({ at, value }) => [at, value])).toEqual(
      cuffs.map((cuff) => [cuff.at, cuff.systolic]),
    )
    expect(systolic.map(({ reason }) => reason === null)).toEqual(cuffs.map(isPossible))
    for (const other of ['temperature', 'steps', 'spo2'] as const)
      expect(await samplesOf(journey, 'band-1', other)).toEqual([])
    expect(rejectionsOf(journey)).toEqual([])
  })
})

describeRecordings('intensive care with its zeros', () => {
  const ADMITTED = Date.UTC(2025, 0, 6, 2)

  it.each([
    { stay: '136298', pulses: 52, noPulse: 1, cuffs: 49, noCuff: 2 },
    { stay: '136375', pulses: 130, noPulse: 0, cuffs: 122, noCuff: 1 },
    { stay: '141951', pulses: 129, noPulse: 0, cuffs: 45, noCuff: 0 },
  ])('stay $stay: $noPulse of $pulses pulses and $noCuff of $cuffs pressures are zeros', async (expected) => {
    const file = `icu_vitals_physionet2012/set-a_${expected.stay}.txt`
    const entries = linesOf(file)
      .slice(1)
      .map((line) => line.split(','))
      .map(([time, what, value]) => {
        const [hours, minutes] = time!.split(':').map(Number)
        return { at: ADMITTED + (hours! * 60 + minutes!) * MINUTES, what: what!, value: Number(value) }
      })
    const pulses = entries.filter(({ what }) => what === 'HR')
    const cuffs = cuffsOf(entries, ['NISysABP', 'NIDiasABP'])
    const journey = await startQuietJourney()

    const heart = await replay(journey, pathOf(file), {
      device: 'band-1',
      options: [
        ...['--map', 'time=Time,heartRate=Value', '--where', 'Parameter=HR'],
        ...['--start', iso(ADMITTED)],
      ],
    })
    expect(heart).toMatchObject({ read: entries.length, sent: expected.pulses, skipped: 0 })
    const wide = csvOf('cuff.csv', [
      'time,systolic,diastolic',
      ...cuffs.map(({ at, systolic, diastolic }) => `${iso(at)},${systolic},${diastolic}`),
    ])
    expect(await replay(journey, wide, { device: 'band-1' })).toMatchObject({ sent: expected.cuffs })

    const reasonOf = (value: number): string | null =>
      value === 0 ? 'noReading' : value < 20 || value > 300 ? 'implausible' : null
    expect(await samplesOf(journey, 'band-1', 'heartRate')).toEqual(
      pulses.map(({ at, value }) => ({ at, value, reason: reasonOf(value) })),
    )
    const diastolic = await samplesOf(journey, 'band-1', 'diastolic')
    expect(diastolic.map(({ at, value }) => [at, value])).toEqual(
      cuffs.map((cuff) => [cuff.at, cuff.diastolic]),
    )
    expect(diastolic.map(({ reason }) => reason === null)).toEqual(cuffs.map(isPossible))
    const zeros = [pulses, cuffs.map(({ diastolic: value }) => ({ value }))].map(
      (rows) => rows.filter(({ value }) => value === 0).length,
    )
    expect(zeros).toEqual([expected.noPulse, expected.noCuff])
    expect(diastolic.filter(({ reason }) => reason === 'noReading')).toHaveLength(expected.noCuff)

    // Read by the nurse of an hour: a pulse or a pressure stands alone and proves nothing, a zero least of all.
    const pressures = inOpeningOrder(pressureAlerts(cuffs))
    const pulse = inOpeningOrder(pulseAlerts(pulses))
    const told = toldByHand(journey)
    const byName = (a: { ruleId: string }, b: { ruleId: string }) => (a.ruleId < b.ruleId ? -1 : 1)
    expect(told.toSorted(byName)).toEqual([...pulse, ...pressures].toSorted(byName))
    expect(rejectionsOf(journey)).toEqual([])
  })
})
