// A report in three sentences: what happened, how fast people came, what did not work. Figures in, words out; pure.

import { durationText } from '../format/time.ts'
import type { Locale, PeriodFigures, ReportAnswer } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'

type Reader = Readonly<{ words: Dictionary; locale: Locale }>

export const perDay = ({ all, days }: PeriodFigures): number | undefined =>
  days <= 0 ? undefined : all.alerts / days

export const perDayText = (figures: PeriodFigures): string => perDay(figures)?.toFixed(1) ?? '–'

export const uncoveredMs = ({ uncovered }: Pick<ReportAnswer, 'uncovered'>): number =>
  (uncovered ?? []).reduce((sum, { from, to }) => sum + to - from, 0)

export const failedMessages = ({ messages }: PeriodFigures): number =>
  messages.reduce((sum, { failed }) => sum + failed, 0)

const failedDays = ({ canary }: ReportAnswer): number =>
  (canary ?? []).filter(({ state }) => state === 'failed').length

/** True where every judged standard is met; undefined where nothing was judged. */
export function standardsMet({ urgent }: PeriodFigures): boolean | undefined {
  const judged = urgent.standards.filter(({ met }) => met !== undefined)
  return judged.length === 0 ? undefined : judged.every(({ met }) => met)
}

const sentence = ({ locale }: Reader, parts: readonly (string | undefined)[]): string => {
  const said = parts.filter((part) => part !== undefined)
  return locale === 'en' ? `${said.join('; ')}.` : `${said.join('，')}。`
}

function happened(reader: Reader, report: ReportAnswer): string {
  const { say } = reader.words.reports
  const { figures, previous, kind } = report
  const { all, emergencies } = figures
  const tests = all.tests === 0 ? undefined : say.tests(all.tests)
  const compared =
    previous === undefined || perDay(previous) === undefined
      ? undefined
      : say.perDay(perDayText(figures), perDayText(previous))
  if (all.alerts > 0)
    return sentence(reader, [say.alerts({ alerts: all.alerts, emergencies }), compared, tests])
  const quiet = say.quiet[kind].replace(/[.。]$/, '')
  return sentence(reader, [quiet, compared, tests])
}

function answered(reader: Reader, { figures }: ReportAnswer): string {
  const { say } = reader.words.reports
  const { judged = 0, within = 0 } = figures.urgent.standards[0] ?? {}
  if (judged === 0) return say.noUrgent
  const { longest } = figures
  const took = longest === undefined ? '' : durationText(reader.words, longest.waitedMs)
  const met = say.met(standardsMet(figures) === true)
  if (judged === within)
    return sentence(reader, [say.all(judged), longest === undefined ? undefined : say.longest(took), met])
  const wait =
    longest === undefined
      ? undefined
      : longest.answered
        ? say.longestOf(took, longest.alertId)
        : say.nobody(took, longest.alertId)
  return sentence(reader, [say.some(within, judged), wait, met])
}

function worked(reader: Reader, report: ReportAnswer): string {
  const { say } = reader.words.reports
  const { figures, outages, canary, uncovered, devices } = report
  const failed = failedMessages(figures)
  const standing = devices.list.filter((device) => device.standing).length
  const open = figures.all.outcomes.unresolved ?? 0
  const gap = uncoveredMs(report)
  const stuck = failedDays(report)
  const troubles = [
    open > 0 ? say.trouble.open(open) : undefined,
    failed > 0 ? say.trouble.messages(failed) : undefined,
    outages.length > 0 ? say.trouble.outages(outages.length) : undefined,
    stuck > 0 ? say.trouble.canary(stuck) : undefined,
    gap > 0 ? say.trouble.roster(durationText(reader.words, gap)) : undefined,
    standing > 0 ? say.trouble.devices(standing) : undefined,
  ].filter((part) => part !== undefined)
  const join = (parts: readonly string[]): string => parts.join(reader.locale === 'en' ? ', ' : '，')
  const stop = reader.locale === 'en' ? '.' : '。'
  if (troubles.length > 0) return `${say.troubles}${join(troubles)}${stop}`
  const isProven = canary?.some(({ state }) => state === 'proven') === true
  const fine = [
    say.fine.messages,
    say.fine.outages,
    ...(isProven ? [say.fine.canary] : []),
    ...(uncovered === null ? [] : [say.fine.roster]),
  ]
  return `${say.works}${join(fine)}${stop}`
}

export const sentencesOf = (reader: Reader, report: ReportAnswer): readonly string[] => [
  happened(reader, report),
  answered(reader, report),
  worked(reader, report),
]
