// The figures in a report's table: how many, how fast, how they ended, the same by shift, grid and rule.

import { SECOND } from '../model/time.ts'
import type { Figures, KpiGroup, Spread } from './kpi.ts'
import type { PeriodFigures, Report } from './report.ts'
import { type Cell, type Line, seconds } from './report-lines.ts'
import type { TableWords } from './report-words.ts'

export function summaryLines({ figures, previous }: Report, { measure }: TableWords): Line[] {
  const line = (label: string, of: (one: PeriodFigures) => Cell): Line => [
    '',
    '',
    label,
    of(figures),
    previous && of(previous),
  ]
  return [
    line(measure.alerts, ({ all }) => all.alerts),
    line(measure.urgent, ({ urgent }) => urgent.alerts),
    line(measure.emergencies, ({ emergencies }) => emergencies),
    line(measure.tests, ({ all }) => all.tests),
    line(measure.longest, ({ longest }) => seconds(longest?.waitedMs)),
    line(measure.days, ({ days }) => days.toFixed(2)),
  ]
}

export const standardLines = (
  { figures, previous }: Report,
  { measure, within: inTime }: TableWords,
): Line[] =>
  figures.urgent.standards.flatMap(({ withinMs, wanted, judged, within, share }, i): Line[] => {
    const before = previous?.urgent.standards[i]
    const item = inTime(withinMs / SECOND)
    return [
      [item, '', measure.wanted, wanted],
      [item, '', measure.judged, judged, before?.judged],
      [item, '', measure.within, within, before?.within],
      [item, '', measure.share, share?.toFixed(4), before?.share?.toFixed(4)],
    ]
  })

const TIMES: readonly (readonly [keyof TableWords['times'], (figures: Figures) => Spread])[] = [
  ['acknowledge', ({ acknowledge }) => acknowledge],
  ['arrive', ({ arrive }) => arrive],
  ['resolve', ({ resolve }) => resolve],
  ['deskReceived', ({ desk }) => desk.received],
  ['vehicleOut', ({ desk }) => desk.vehicleOut],
  ['ambulanceThere', ({ desk }) => desk.arrived],
]

const DESK_TIMES = TIMES.slice(3)

const spreadLines = (
  item: string,
  [now, before]: readonly [Spread, Spread | undefined],
  { measure }: TableWords,
): Line[] => [
  [item, '', measure.count, now.count, before?.count],
  [item, '', measure.median, seconds(now.p50), seconds(before?.p50)],
  [item, '', measure.p95, seconds(now.p95), seconds(before?.p95)],
]

export const timeLines = ({ figures, previous }: Report, words: TableWords): Line[] =>
  TIMES.flatMap(([what, of]) =>
    spreadLines(words.times[what], [of(figures.urgent), previous && of(previous.urgent)], words),
  )

/** The gateway's alerts about itself: beside all other figures, and in none of them. */
export const ownLines = ({ figures, previous }: Report, words: TableWords): Line[] => {
  const [now, before] = [figures.urgent.own, previous?.urgent.own]
  return [
    ['', '', words.measure.alerts, now.alerts, before?.alerts],
    ...spreadLines(words.times.acknowledge, [now.acknowledge, before?.acknowledge], words),
  ]
}

export const outcomeLines = ({ figures, previous }: Report, { outcomes, measure }: TableWords): Line[] =>
  (Object.keys(outcomes) as (keyof Figures['outcomes'] & keyof TableWords['outcomes'])[]).map((outcome) => [
    outcomes[outcome],
    '',
    measure.alerts,
    figures.all.outcomes[outcome] ?? 0,
    previous && (previous.all.outcomes[outcome] ?? 0),
  ])

export const groupLines = (
  groups: readonly KpiGroup[],
  words: TableWords,
  nameOf: (key: string) => string,
): Line[] =>
  groups.flatMap(({ key, figures }): Line[] => {
    const name = nameOf(key)
    const { measure } = words
    return [
      [key, name, measure.alerts, figures.alerts],
      [key, name, measure.tests, figures.tests],
      ...figures.standards.map(
        ({ withinMs, share }): Line => [key, name, `≤${withinMs / SECOND} s`, share?.toFixed(4)],
      ),
      [key, name, measure.median, seconds(figures.acknowledge.p50)],
      [key, name, measure.p95, seconds(figures.acknowledge.p95)],
      ...DESK_TIMES.flatMap(([what, of]): Line[] => {
        const { count, p50 } = of(figures)
        const measured = `${words.times[what]} ${measure.median}`
        return count === 0 ? [] : [[key, name, measured, seconds(p50), '', `${measure.count} ${count}`]]
      }),
    ]
  })
