// Fitbit heart rates of real people: every sample stored, every alert of the heart-rate rules at its second.

import { expect, it } from 'vitest'
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
import { episodes, inOrder, MINUTES, type Row, turnsOf } from './table-scan.ts'

const HOURS = 60 * MINUTES
/** The community's clock; China has no summer time. */
const SHANGHAI = 8 * HOURS

/** `4/1/2016 7:54:00 AM` or `2016-04-21 07:13:00`, as the clock of the wearer showed it. */
function wallClock(text: string): number {
  const us = /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+):(\d+) (AM|PM)$/.exec(text)
  if (!us) return Date.parse(`${text.replace(' ', 'T')}Z`)
  const [, month, day, year, hour, minute, second] = us.map(Number)
  return Date.UTC(year!, month! - 1, day!, (hour! % 12) + (us[7] === 'PM' ? 12 : 0), minute!, second!)
}

/** Rows of the raw file moved by whole years, so that they lie after 2020 at the same time of the day. */
function rawRows(recording: string, movedTo: string): Row[] {
  const cells = linesOf(recording)
    .slice(1)
    .map((line) => line.split(','))
  const rows = cells.map((row) => ({ at: wallClock(row.at(-2)!), value: Number(row.at(-1)) }))
  const moved = Date.parse(`${movedTo}Z`) - SHANGHAI - Math.min(...rows.map(({ at }) => at))
  return rows.map(({ at, value }) => ({ at: at + moved, value }))
}

/**
 * The wearer's care plan: where no band counts steps the default rules wait longer than exertion lasts, and these
 * recordings are full of it. With these numbers every bout is an alert to compare.
 */
const CARE_PLAN = {
  'hr-critical-high-long': { for: 120, atLeastSamples: 3, maxGap: 600 },
  'hr-critical-low': { atLeastSamples: 3, maxGap: 600, nightRaise: 40, nightClear: 45 },
  'hr-high-long': { for: 600, maxGap: 900 },
  'hr-low': { raise: 50, clear: 53, nightRaise: 45, nightClear: 48 },
}

/** The rules of config/rules/heart-rate.yaml with the care plan's numbers, by hand. */
function expectedAlerts(recorded: readonly Row[]) {
  const rows = inOrder(recorded).filter(({ value }) => value >= 20 && value <= 300)
  const isNight = ({ at }: Row): boolean => {
    const hour = ((at + SHANGHAI) % (24 * HOURS)) / HOURS
    return hour >= 22 || hour < 7
  }
  const tooFast = episodes(rows, {
    ...{ beyond: ({ value }) => value >= 131, held: 2 * MINUTES, gap: 10 * MINUTES },
    ...{ safe: ({ value }) => value <= 120, safeFor: 2 * MINUTES },
  })
  const tooSlow = episodes(rows, {
    ...{ beyond: ({ value }) => value <= 40, held: 2 * MINUTES, gap: 10 * MINUTES },
    ...{ safe: ({ value }) => value >= 45, safeFor: 2 * MINUTES },
  })
  const fast = episodes(rows, {
    ...{ beyond: ({ value }) => value >= 111, held: 10 * MINUTES, gap: 15 * MINUTES, hushed: tooFast },
    ...{ safe: ({ value }) => value <= 105, safeFor: 5 * MINUTES },
  })
  const slow = episodes(rows, {
    beyond: (row) => row.value <= (isNight(row) ? 45 : 50),
    ...{ held: 10 * MINUTES, gap: 15 * MINUTES, hushed: tooSlow },
    safe: (row) => row.value >= (isNight(row) ? 48 : 53),
    safeFor: 5 * MINUTES,
  })
  return [
    { ruleId: 'hr-critical-high-long', severity: 'critical', turns: turnsOf(tooFast) },
    { ruleId: 'hr-critical-low', severity: 'critical', turns: turnsOf(tooSlow) },
    { ruleId: 'hr-high-long', severity: 'warning', turns: turnsOf(fast) },
    { ruleId: 'hr-low', severity: 'warning', turns: turnsOf(slow) },
  ]
    .filter(({ turns }) => turns.length > 0)
    .sort((a, b) => a.turns[0]!.at - b.turns[0]!.at)
}

const local = (at: number): string => new Date(at + SHANGHAI).toISOString().slice(0, 19)

describeRecordings('heart rates through broker, rules and store', () => {
  it.each([
    {
      name: 'a day with runs up to 203 bpm',
      recording: 'hr/fitabase_rda_2022484408_2016-04-21.csv',
      movedTo: '2024-04-21T07:13:00',
      turns: [
        [
          'hr-critical-high-long',
          '2024-04-21T10:36:40',
          '2024-04-21T10:42:20',
          '2024-04-21T10:46:55',
          '2024-04-21T10:49:55',
          '2024-04-21T10:52:35',
          '2024-04-21T11:01:30',
          '2024-04-21T16:33:25',
          '2024-04-21T16:52:20',
          '2024-04-21T17:07:35',
          '2024-04-21T17:16:30',
        ],
        ['hr-high-long', '2024-04-21T17:02:10', '2024-04-21T17:20:10'],
      ],
    },
    {
      name: 'a Sunday with a workout up to 199 bpm and no end to the evening',
      recording: 'hr/fitabase_rda_4558609924_2016-05-08.csv',
      movedTo: '2024-05-08T00:00:00',
      turns: [
        ['hr-critical-high-long', '2024-05-08T13:32:55', '2024-05-08T14:17:05'],
        ['hr-high-long', '2024-05-08T20:57:15'],
      ],
    },
    {
      name: 'two days without the night between them, 62 to 166 bpm',
      recording: 'hr/fitabase_rda_7007744171_2016-05-05_to_05-06.csv',
      movedTo: '2024-05-05T06:14:00',
      turns: [
        ['hr-high-long', '2024-05-05T07:49:50', '2024-05-05T09:12:30'],
        ['hr-critical-high-long', '2024-05-06T06:44:40', '2024-05-06T06:54:00'],
      ],
    },
    {
      name: 'four days, one sample a minute, with a pulse of 39 at night',
      recording: 'hr/fitbit_1min_one_person_2017-10-01_to_04.csv',
      movedTo: '2024-10-01T00:00:00',
      turns: [
        [
          'hr-low',
          '2024-10-01T03:17:00',
          '2024-10-01T03:33:00',
          '2024-10-01T05:04:00',
          '2024-10-01T05:25:00',
          '2024-10-01T06:04:00',
          '2024-10-01T08:56:00',
          '2024-10-02T02:51:00',
          '2024-10-02T07:30:00',
          '2024-10-03T01:20:00',
          '2024-10-03T01:55:00',
          '2024-10-03T04:50:00',
          '2024-10-03T05:16:00',
          '2024-10-03T06:23:00',
          '2024-10-03T07:33:00',
        ],
        ['hr-critical-low', '2024-10-02T04:20:00', '2024-10-02T05:17:00'],
        ['hr-critical-high-long', '2024-10-02T14:17:00', '2024-10-02T14:21:00'],
      ],
    },
  ])('$name', async ({ recording, movedTo, turns }) => {
    const raw = rawRows(recording, movedTo)
    const expected = expectedAlerts(raw)
    const journey = await startQuietJourney({ carePlan: CARE_PLAN })

    const replayed = await replay(journey, pathOf(recording), {
      device: 'band-1',
      options: ['--time-zone', 'Asia/Shanghai', '--shift-to', movedTo],
    })
    expect(replayed).toMatchObject({ read: raw.length, sent: raw.length, leftOut: 0, skipped: 0 })

    expect(alertsTold(journey)).toEqual(expected)
    expect(expected.map((alert) => [alert.ruleId, ...alert.turns.map(({ at }) => local(at))])).toEqual(turns)

    const stored = await samplesOf(journey, 'band-1', 'heartRate')
    const firstOfEachMoment = raw.filter(({ at }, i) => raw.findIndex((row) => row.at === at) === i)
    expect(stored).toHaveLength(new Set(raw.map(({ at }) => at)).size)
    expect(stored.map(({ at, value }) => ({ at, value }))).toEqual(
      firstOfEachMoment.sort((a, b) => a.at - b.at),
    )
    expect(stored.filter(({ reason }) => reason !== null)).toEqual([])
    expect(rejectionsOf(journey)).toEqual([])
  })
})
