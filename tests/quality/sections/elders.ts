// Elders with a monitoring team: per patient-day, what the default rules tell against what the team labelled.

import { isAboutPerson, isTrend, metricOf, type Played, play, type Told } from '../play.ts'
import { perPersonWeek, precisionOf, recallOf, type Score, scoreOf } from '../score.ts'
import { chinaDay } from '../truth/files.ts'
import {
  isChosenOn,
  type Measurement,
  type Patient,
  type PatientDay,
  personWeeks,
  plainDays,
  readLabels,
  readPatients,
  type Sign,
} from '../truth/tihm.ts'
import type { Row, Section } from './section.ts'

const METRICS: Readonly<Record<Sign, readonly string[]>> = {
  pulse: ['heartRate'],
  pressure: ['systolic', 'diastolic'],
}

const payloadOf = ({ heartRate, systolic, diastolic }: Measurement) => ({
  ...(heartRate === undefined ? {} : { heartRate }),
  ...(systolic === undefined || diastolic === undefined ? {} : { bloodPressure: { systolic, diastolic } }),
})

export const playPatient = ({ measurements }: Patient): Played =>
  play(
    measurements.map((one) => ({ at: one.at, kind: 'vitals', payload: payloadOf(one) })),
    { device: 'band' },
  )

/** Told of a day's values, about the person: a trend over weeks is about no day, a dead sensor about no person. */
const isAbout = (sign: Sign) => (one: Pick<Told, 'finding'>) =>
  METRICS[sign].includes(metricOf(one)) && isAboutPerson(one.finding) && !isTrend(one.finding)

export function elders(): Section {
  const patients = readPatients()
  const played = patients.map((patient) => ({ patient, result: playPatient(patient) }))
  const weeks = personWeeks(patients)
  const rows: Row[] = []
  const numbers: Record<string, number> = {}

  const told = (sign: Sign, of: (id: string) => boolean): Set<PatientDay> =>
    new Set(
      played
        .filter(({ patient }) => of(patient.id))
        .flatMap(({ patient, result }) =>
          result.findings.filter(isAbout(sign)).map(({ at }) => `${patient.id} ${chinaDay(at)}`),
        ),
    )
  const keep = (days: ReadonlySet<PatientDay>, of: (id: string) => boolean): Set<PatientDay> =>
    new Set([...days].filter((day) => of(day.split(' ')[0] ?? '')))
  const note = (name: string, score: Score): void => {
    numbers[`${name}Recall`] = recallOf(score)
    numbers[`${name}Precision`] = precisionOf(score)
  }

  for (const sign of ['pulse', 'pressure'] as const) {
    const labels = readLabels(sign)
    const limits = sign === 'pulse' ? '≥100 or ≤50' : '≥160/100 or ≤100/60'
    const plain = scoreOf(labels, plainDays(patients, sign))
    rows.push({
      recording: `TIHM ${sign}, plain`,
      expected: `days the team labelled; told: any value ${limits}`,
      score: plain,
    })
    note(`${sign}Plain`, plain)
    for (const [half, of] of [
      ['', () => true],
      ['ChosenOn', isChosenOn],
      ['HeldOut', (id: string) => !isChosenOn(id)],
    ] as const) {
      const score = scoreOf(keep(labels, of), told(sign, of))
      const words = { '': 'all 28 patients', ChosenOn: 'the half chosen on', HeldOut: 'the half held out' }
      rows.push({
        recording: `TIHM ${sign}, rules`,
        expected: `the same days, ${words[half]}; told: any alert about the day’s ${sign}`,
        score,
        ...(half === ''
          ? {
              perWeek: perPersonWeek(
                played.flatMap(({ result }) => result.alerts.filter(isAbout(sign))),
                weeks,
              ),
            }
          : {}),
      })
      note(`${sign}${half}`, score)
    }
  }
  // A cuff on a table is no band: that it is silent between two measurements says nothing.
  const alerts = played.flatMap(({ result }) => result.alerts.filter(isAboutPerson))
  const perWeek = perPersonWeek(alerts, weeks)
  rows.push({
    recording: 'TIHM, every alert about a person',
    expected: `${Math.round(weeks)} person-weeks from first to last day; urgent is warning or critical`,
    perWeek,
  })
  numbers.urgentPerPersonWeek = perWeek.warning + perWeek.critical
  numbers.reviewPerPersonWeek = perWeek.info
  return { name: 'elders', rows, numbers }
}
