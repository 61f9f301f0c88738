// Old patients in intensive care (PhysioNet 2012): pulses, cuff pressures and temperatures as charted, which of them no
// body can have, and where two plausible ones in a row lie beyond a limit that scores 3 in NEWS2 or is a crisis.

import { filesIn, HOUR, linesOf, MINUTE } from './files.ts'

export type Charted = Readonly<{
  at: number
  heartRate?: number
  systolic?: number
  diastolic?: number
  temperature?: number
}>
export type Stay = Readonly<{ recording: string; charted: readonly Charted[] }>

/** Minutes since admission count from here: a Monday morning in China. */
const ADMITTED = Date.UTC(2025, 0, 6, 2)

const FIELDS = new Map<string, 'heartRate' | 'systolic' | 'diastolic' | 'temperature'>([
  ['HR', 'heartRate'],
  ['NISysABP', 'systolic'],
  ['NIDiasABP', 'diastolic'],
  ['Temp', 'temperature'],
])

export const readStays = (): Stay[] =>
  filesIn('icu_vitals_physionet2012').map((recording) => {
    const moments: { at: number; [field: string]: number }[] = []
    for (const line of linesOf(recording).slice(1)) {
      const [time = '', what = '', value] = line.split(',')
      const field = FIELDS.get(what)
      // −1 stands for "not known" in this data set: nobody measured.
      if (field === undefined || Number(value) === -1) continue
      const [hours = 0, minutes = 0] = time.split(':').map(Number)
      const at = ADMITTED + hours * HOUR + minutes * MINUTE
      // What was charted twice in one minute is two entries: the first may be the one that is wrong.
      const entry = moments.find((one) => one.at === at && !(field in one))
      if (entry === undefined) moments.push({ at, [field]: Number(value) })
      else entry[field] = Number(value)
    }
    return { recording, charted: moments.sort((a, b) => a.at - b.at) }
  })

export type Artefact = Readonly<{ at: number; metric: string; value: number }>

/** What no body has: the ranges of a quality filter for vital signs, and a pulse pressure below 15 or above 140. */
export function artefactsOf({ charted }: Stay): Artefact[] {
  return charted.flatMap((one) => {
    const { at, heartRate: p, systolic: s, diastolic: d, temperature: t } = one
    const found: Artefact[] = []
    if (p !== undefined && (p < 20 || p > 300)) found.push({ at, metric: 'heartRate', value: p })
    if (t !== undefined && (t < 30 || t > 45)) found.push({ at, metric: 'temperature', value: t })
    if (s !== undefined && d !== undefined && !isPressure(s, d))
      found.push({ at, metric: 'systolic', value: s }, { at, metric: 'diastolic', value: d })
    return found
  })
}

const isPressure = (s: number, d: number): boolean =>
  s >= 40 && s <= 300 && d >= 20 && d <= 200 && d < s && s - d >= 15 && s - d <= 140

export const CRISES = {
  pulseHigh: 'pulse ≥131',
  pulseLow: 'pulse ≤40',
  pressureHigh: 'pressure ≥180 or ≥120',
  pressureLow: 'systolic ≤90',
} as const
export type CrisisKind = keyof typeof CRISES

/** `from`: the first of the readings; `sure`: the second, from which somebody must know; `to`: the last beyond. */
export type Crisis = Readonly<{ kind: CrisisKind; from: number; sure: number; to: number }>

/** How far apart two charted readings may lie and still be "in a row": an hourly nurse, and a quarter of an hour late. */
export const IN_A_ROW = 75 * MINUTE

const beyondOf = (kind: CrisisKind, one: Charted): boolean | undefined => {
  const { heartRate: p, systolic: s, diastolic: d } = one
  if (kind === 'pulseHigh' || kind === 'pulseLow') {
    if (p === undefined || p < 20 || p > 300) return undefined
    return kind === 'pulseHigh' ? p >= 131 : p <= 40
  }
  if (s === undefined || d === undefined || !isPressure(s, d)) return undefined
  return kind === 'pressureHigh' ? s >= 180 || d >= 120 : s <= 90
}

/** Two plausible readings in a row beyond the limit begin a crisis; two in a row on the safe side end it. */
export function crisesOf({ charted }: Stay, kind: CrisisKind): Crisis[] {
  const readings = charted.flatMap((one) => {
    const beyond = beyondOf(kind, one)
    return beyond === undefined ? [] : [{ at: one.at, beyond }]
  })
  const found: Crisis[] = []
  let open: Crisis | undefined
  let safe = 0
  readings.forEach(({ at, beyond }, i) => {
    const before = readings[i - 1]
    safe = beyond ? 0 : safe + 1
    if (open !== undefined && safe >= 2) {
      found.push(open)
      open = undefined
    }
    if (!beyond) return
    if (open !== undefined) open = { ...open, to: at }
    else if (before?.beyond && at - before.at <= IN_A_ROW) open = { kind, from: before.at, sure: at, to: at }
  })
  return open === undefined ? found : [...found, open]
}

/** Moments at which a plausible reading lies beyond the limit: an alert without one close before it is false. */
export const momentsBeyond = ({ charted }: Stay, kind: CrisisKind): number[] =>
  charted.filter((one) => beyondOf(kind, one) === true).map(({ at }) => at)
