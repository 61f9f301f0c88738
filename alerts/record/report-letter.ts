// A report as a short letter: what happened, how fast people came, what the 120 desk did, what did not work. Counts and times
// only: names and health stay in the document it leads to and in the table that is attached.

import type { Directory, Locale } from '../model/people.ts'
import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../model/time.ts'
import type { Figures, Spread } from './kpi.ts'
import type { Report } from './report.ts'
import { LETTER_WORDS, type LetterWords } from './report-letter-words.ts'
import { inLanguage } from './report-names.ts'

export type ReportLetter = Readonly<{ title: string; body: string }>

export function letterOf(
  report: Report,
  { locale, directory }: Readonly<{ locale: Locale; directory: Directory }>,
): ReportLetter {
  const words = LETTER_WORDS[locale]
  const place = inLanguage(directory.communities.get(report.communityId), locale) ?? report.communityId
  const parts = [
    [happened(report, words), against(report, words)],
    standards(report.figures.urgent, words),
    [longest(report, words), times(report.figures.urgent, words), desk(report.figures.urgent, words)],
    [worked(report, words), own(report.figures.urgent, words)],
  ]
  return {
    title: `${place} ${words.title[report.kind]} ${report.name}`,
    body: parts
      .map((lines) => lines.filter((line) => line !== undefined).join('\n'))
      .filter((part) => part !== '')
      .join('\n\n'),
  }
}

const happened = ({ figures, kind }: Report, words: LetterWords): string => {
  const { all, emergencies } = figures
  const tests = all.tests === 0 ? '' : words.tests(all.tests)
  return all.alerts === 0
    ? `${words.quiet[kind]}${tests}`
    : `${words.alerts(all.alerts, emergencies)}${tests}`
}

/** A month beside the one before, by the day: months are not as long as each other. */
function against({ figures, previous }: Report, words: LetterWords): string | undefined {
  if (previous === undefined || previous.days <= 0 || figures.days <= 0) return undefined
  const perDay = (alerts: number, days: number): string => (alerts / days).toFixed(1)
  return words.perDay(perDay(figures.all.alerts, figures.days), perDay(previous.all.alerts, previous.days))
}

/** Rounded down, so that what is not met never reads as if it were. */
export const percent = (share: number): string => `${(Math.floor(share * 1_000 + 1e-9) / 10).toFixed(1)}%`

const standards = ({ standards: all }: Figures, words: LetterWords): readonly string[] => {
  const judged = all.filter(({ share }) => share !== undefined)
  if (judged.length === 0) return [words.noUrgent]
  return judged.map(({ withinMs, within, judged: of, share = 0, wanted, met = false }) =>
    words.within({
      seconds: withinMs / SECOND,
      within,
      judged: of,
      share: percent(share),
      wanted: percent(wanted),
      met,
    }),
  )
}

const longest = ({ figures }: Report, words: LetterWords): string | undefined => {
  if (figures.longest === undefined) return undefined
  const { alertId, waitedMs, answered } = figures.longest
  return words.longest(alertId, span(waitedMs, words), answered)
}

const median = ({ count, p50 }: Spread, words: LetterWords): string | undefined =>
  p50 === undefined ? undefined : words.median(span(p50, words), count)

const listed = (
  named: readonly (readonly [string, string | undefined])[],
  words: LetterWords,
): string | undefined => {
  const said = named.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]))
  return said.length === 0 ? undefined : said.join(words.comma)
}

const times = ({ acknowledge, arrive, resolve }: Figures, words: LetterWords): string | undefined =>
  listed(
    [
      [words.acknowledge, median(acknowledge, words)],
      [words.arrive, median(arrive, words)],
      [words.resolve, median(resolve, words)],
    ],
    words,
  )

const desk = (figures: Figures, words: LetterWords): string | undefined => {
  const { received, vehicleOut, arrived } = figures.desk
  const said = listed(
    [
      [words.desk.received, median(received, words)],
      [words.desk.vehicleOut, median(vehicleOut, words)],
      [words.desk.arrived, median(arrived, words)],
    ],
    words,
  )
  return said && `${words.desk.title}${said}`
}

function worked(report: Report, words: LetterWords): string {
  const { figures, outages, canary, uncovered, devices } = report
  const failed = figures.messages.reduce((sum, one) => sum + one.failed, 0)
  const stuck = (canary ?? []).filter(({ state }) => state === 'failed').length
  const gap = (uncovered ?? []).reduce((sum, { from, to }) => sum + to - from, 0)
  const standing = devices.list.filter((one) => one.standing).length
  const { trouble } = words
  const troubles = [
    [figures.all.outcomes.unresolved ?? 0, trouble.open],
    [failed, trouble.messages],
    [outages.length, trouble.outages],
    [stuck, trouble.canary],
    [standing, trouble.devices],
  ] as const
  const said = [
    ...troubles.flatMap(([count, say]) => (count === 0 ? [] : [say(count)])),
    ...(gap === 0 ? [] : [trouble.roster(span(gap, words))]),
  ]
  return said.length === 0 ? words.fine : `${words.lookAt}${said.join(words.comma)}`
}

const own = ({ own: { alerts } }: Figures, words: LetterWords): string | undefined =>
  alerts === 0 ? undefined : words.own(alerts)

/** "4 分 12 秒", "3 h 20 min": two units at most. */
function span(ms: EpochMs, words: LetterWords): string {
  const units = [
    [DAY, words.unit.day],
    [HOUR, words.unit.hour],
    [MINUTE, words.unit.minute],
    [SECOND, words.unit.second],
  ] as const
  const whole = Math.round(ms / SECOND) * SECOND
  const first = units.findIndex(([size]) => whole >= size)
  if (first < 0) return `0 ${words.unit.second}`
  let left = whole
  const said: string[] = []
  for (const [size, name] of units.slice(first, first + 2)) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) said.push(`${count} ${name}`)
  }
  return said.join(' ')
}
