// Elders at home with a monitoring team (TIHM): what was measured, what the team labelled, and what plain thresholds
// make of it. Labels are matched by patient and day, because the two clocks differ by about an hour.

import { chinaDay, chinaTime, DAY, linesOf } from './files.ts'

/** One moment of a device; a cuff gives all three. */
export type Measurement = Readonly<{
  at: number
  heartRate?: number
  systolic?: number
  diastolic?: number
}>
export type Patient = Readonly<{ id: string; measurements: readonly Measurement[] }>
export type Sign = 'pulse' | 'pressure'
/** `patient yyyy-mm-dd` */
export type PatientDay = string

const FIELDS: Readonly<Record<string, 'heartRate' | 'systolic' | 'diastolic'>> = {
  'Heart rate': 'heartRate',
  'Systolic blood pressure': 'systolic',
  'Diastolic blood pressure': 'diastolic',
}
const LABELS: Readonly<Record<Sign, string>> = { pulse: 'Pulse', pressure: 'Blood pressure' }

export function readPatients(): Patient[] {
  const byPatient = new Map<string, Map<number, { at: number; [field: string]: number }>>()
  for (const line of linesOf('elderly_home_tihm/Physiology.csv').slice(1)) {
    const [id = '', date = '', what = '', value] = line.split(',')
    const field = FIELDS[what]
    if (field === undefined) continue
    const moments = byPatient.get(id) ?? new Map()
    byPatient.set(id, moments)
    const at = chinaTime(date)
    moments.set(at, { ...moments.get(at), at, [field]: Number(value) })
  }
  return [...byPatient]
    .map(([id, moments]) => ({ id, measurements: [...moments.values()].sort((a, b) => a.at - b.at) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

export const readLabels = (sign: Sign): Set<PatientDay> =>
  new Set(
    linesOf('elderly_home_tihm/Labels.csv')
      .slice(1)
      .map((line) => line.split(','))
      .filter(([, , type]) => type === LABELS[sign])
      .map(([id, date]) => `${id} ${date?.slice(0, 10)}`),
  )

/** Days on which any measurement is beyond the plain limits of the issue: pulse 100 and 50, pressure 160/100 and 100/60. */
export function plainDays(patients: readonly Patient[], sign: Sign): Set<PatientDay> {
  const beyond = ({ heartRate: p, systolic: s, diastolic: d }: Measurement): boolean =>
    sign === 'pulse'
      ? p !== undefined && (p >= 100 || p <= 50)
      : (s !== undefined && (s >= 160 || s <= 100)) || (d !== undefined && (d >= 100 || d <= 60))
  return new Set(
    patients.flatMap(({ id, measurements }) =>
      measurements.filter(beyond).map(({ at }) => `${id} ${chinaDay(at)}`),
    ),
  )
}

/** From a patient's first day to the last, both included: the time in which somebody had to look. */
export function personWeeks(patients: readonly Patient[]): number {
  const days = patients.map(({ measurements }) => {
    const [first, last] = [measurements[0], measurements.at(-1)]
    return first === undefined || last === undefined ? 0 : Math.floor((last.at - first.at) / DAY) + 1
  })
  return days.reduce((sum, one) => sum + one, 0) / 7
}

/** Half of the patients by the parity of their number: the half that parameters may be chosen on. */
export const isChosenOn = (id: string): boolean => Number.parseInt(id, 16) % 2 === 0
