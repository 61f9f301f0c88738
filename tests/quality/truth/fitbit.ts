// Healthy people with a Fitbit: pulses every few seconds, steps per minute where a second file has them, and the holes
// in which the band was off. Clock times of both files are the wearer's own; they agree without any shift.

import { cellsOf, chinaDay, chinaTime, HOUR, linesOf, MINUTE } from './files.ts'

export type Pulse = Readonly<{ at: number; bpm: number }>
/** The step counter as a band shows it: steps since local midnight, at the end of a minute. */
export type Count = Readonly<{ at: number; steps: number; minute: number }>
export type Wearer = Readonly<{
  recording: string
  pulses: readonly Pulse[]
  /** Absent where no file of this person and day exists. */
  counts: readonly Count[]
  gaps: readonly Readonly<{ from: number; to: number }>[]
}>

const RDA = [
  ['hr/fitabase_rda_2022484408_2016-04-21.csv', '2022484408'],
  ['hr/fitabase_rda_4558609924_2016-05-08.csv', '4558609924'],
  ['hr/fitabase_rda_7007744171_2016-05-05_to_05-06.csv', '7007744171'],
] as const

export const readWearers = (): Wearer[] => [
  ...RDA.map(([path, id]) => {
    const pulses = linesOf(path)
      .slice(1)
      .map((line) => line.split(','))
      .map(([, time = '', bpm]) => ({ at: chinaTime(time), bpm: Number(bpm) }))
    const days = new Set(pulses.map(({ at }) => chinaDay(at)))
    return wearer(
      path,
      pulses,
      readCounts(id).filter(({ at }) => days.has(chinaDay(at - 1))),
    )
  }),
  wearer(
    'hr/fitabase_2022484408_2016-04-01_to_03_heartrate_seconds_merged.csv',
    linesOf('hr/fitabase_2022484408_2016-04-01_to_03_heartrate_seconds_merged.csv')
      .slice(1)
      .map((line) => line.split(','))
      .map(([, time = '', bpm]) => ({ at: usTime(time), bpm: Number(bpm) })),
    [],
  ),
  wearer(
    'hr/fitbit_1min_one_person_2017-10-01_to_04.csv',
    linesOf('hr/fitbit_1min_one_person_2017-10-01_to_04.csv')
      .slice(1)
      .map((line) => line.split(','))
      .map(([time = '', bpm]) => ({ at: usTime(time), bpm: Number(bpm) })),
    [],
  ),
]

function wearer(recording: string, pulses: readonly Pulse[], counts: readonly Count[]): Wearer {
  const gaps = pulses.flatMap(({ at }, i) => {
    const next = pulses[i + 1]
    return next !== undefined && next.at - at > 20 * MINUTE ? [{ from: at, to: next.at }] : []
  })
  return { recording, pulses, counts, gaps }
}

function readCounts(id: string): Count[] {
  const minutes = linesOf('hr/fitabase_minuteStepsWide_merged.csv')
    .slice(1)
    .map((line) => cellsOf(line))
    .filter(([owner]) => owner === id)
    .flatMap(([, hour = '', ...steps]) => {
      const from = usTime(hour.replace(/(\d+):(\d\d)$/, '$1:$2:00'))
      return steps.map((count, minute) => ({ at: from + (minute + 1) * MINUTE, minute: Number(count) }))
    })
  let [day, steps] = ['', 0]
  return minutes.map(({ at, minute }) => {
    // The minute before midnight still belongs to the day that ends.
    const today = chinaDay(at - 1)
    steps = today === day ? steps + minute : minute
    day = today
    return { at, steps, minute }
  })
}

/** `4/21/2016 7:13:05 AM`, or with a 24-hour clock. */
function usTime(text: string): number {
  const [date = '', clock = '', half] = text.split(' ')
  const [month = '', day = '', year] = date.split('/')
  const [hour = '', minute, second = '00'] = clock.split(':')
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'PM' ? 12 : 0)
  const two = (text: string | number): string => String(text).padStart(2, '0')
  return chinaTime(`${year}-${two(month)}-${two(day)} ${two(hours)}:${minute}:${second}`)
}

export const stepsBetween = (counts: readonly Count[], from: number, to: number): number =>
  counts.filter(({ at }) => at > from && at <= to).reduce((sum, { minute }) => sum + minute, 0)

/** A pulse that goes up by more than 40 between two samples at most 30 s apart is no heart's own doing. */
export const leaps = (pulses: readonly Pulse[]): Pulse[] =>
  pulses.filter(({ at, bpm }, i) => {
    const before = pulses[i - 1]
    return before !== undefined && at - before.at <= 30_000 && bpm - before.bpm > 40
  })

export type Stretch = Readonly<{ from: number; to: number; highest: number; stepsBefore: number | undefined }>

/** Stretches of pulses at or above `bpm`, without a hole of 10 minutes, that last `held` ms or more. */
export function stretches(of: Wearer, bpm: number, held: number): Stretch[] {
  const found: Stretch[] = []
  let run: Pulse[] = []
  const end = (): void => {
    const [first, last] = [run[0], run.at(-1)]
    if (first !== undefined && last !== undefined && last.at - first.at >= held)
      found.push({
        from: first.at,
        to: last.at,
        highest: Math.max(...run.map((pulse) => pulse.bpm)),
        stepsBefore:
          of.counts.length === 0 ? undefined : stepsBetween(of.counts, first.at - 10 * MINUTE, last.at),
      })
    run = []
  }
  for (const pulse of of.pulses) {
    const last = run.at(-1)
    if (pulse.bpm < bpm || (last !== undefined && pulse.at - last.at > 10 * MINUTE)) end()
    if (pulse.bpm >= bpm) run.push(pulse)
  }
  end()
  return found
}

export const wornHours = ({ pulses, gaps }: Wearer): number => {
  const [first, last] = [pulses[0], pulses.at(-1)]
  if (first === undefined || last === undefined) return 0
  const off = gaps.reduce((sum, { from, to }) => sum + to - from, 0)
  return (last.at - first.at - off) / HOUR
}

export const spanMs = ({ pulses }: Wearer): number => (pulses.at(-1)?.at ?? 0) - (pulses[0]?.at ?? 0)
