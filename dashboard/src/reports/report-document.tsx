// One day or one month as a document: what a director reads, prints and files. Everything on it is the server's; made
// for A4 in black and white.

import { Empty } from '../design/parts.tsx'
import { FiguresTable } from '../figures/figures-table.tsx'
import { OwnLine } from '../figures/own-line.tsx'
import { Standards } from '../figures/standards.tsx'
import type { KpiAnswer, Place, ReportAnswer } from '../server-types.ts'
import { locale, nameOf, text } from '../text/text.ts'
import { Comparison } from './comparison.tsx'
import { DeskTimes } from './desk-times.tsx'
import { Part } from './part.tsx'
import { ReportBars } from './report-bars.tsx'
import { personText } from './report-names.ts'
import { sentencesOf } from './sentences.ts'
import { Canary, Devices, Failed, Messages, Outages, Silences, Uncovered } from './what-broke.tsx'
import { Changes } from './what-changed.tsx'
import { Outcomes, Residents, Worst } from './what-happened.tsx'
import { periodText, stampIn } from './when.ts'

type Props = { report: ReportAnswer; community: Place }

const Groups = ({
  report,
  by,
  title,
}: {
  report: ReportAnswer
  by: 'shift' | 'grid' | 'rule'
  title: string
}) => {
  const groups = report.by[by]
  const answer: KpiAnswer = {
    from: report.from,
    to: report.to,
    by,
    of: 'urgent',
    total: report.figures.urgent,
    groups,
  }
  return (
    <Part
      title={title}
      none={groups.length === 0 && text.value.reports.say.noUrgent}
      testid={`report-by-${by}`}
    >
      <FiguresTable answer={answer} />
    </Part>
  )
}

const Head = ({ report, community }: Props) => {
  const words = text.value.reports
  const { kind, name, timeZone, madeAt, madeBy, recordSince } = report
  const stamp = (at: number): string => stampIn(locale.value, timeZone, at)
  return (
    <header class="report-head">
      <p class="report-place">{nameOf(community)}</p>
      <h1>
        {words.title[kind]} <span>{periodText(locale.value, kind, name)}</span>
      </h1>
      <p class="muted small">{words.made(stamp(madeAt), personText(report, madeBy.personId))}</p>
      <p class="muted small">{words.apart}</p>
      {madeAt < report.to && <p class="report-note">{words.running[kind]}</p>}
      {recordSince !== null && recordSince > report.from && (
        <p class="report-note">{words.begins(stamp(recordSince))}</p>
      )}
    </header>
  )
}

export const ReportDocument = ({ report, community }: Props) => {
  const words = text.value.reports
  const { recordSince, to, timeZone, figures, previous } = report
  if (recordSince === null || recordSince >= to)
    return (
      <Empty
        icon="report"
        title={words.beforeTitle}
        hint={
          recordSince === null
            ? words.noRecord
            : words.beforeHint(stampIn(locale.value, timeZone, recordSince))
        }
      />
    )
  const asked = figures.all.alerts + figures.all.tests > 0
  return (
    <article class="report" data-testid="report">
      <Head report={report} community={community} />
      <section class="report-part report-summary" data-testid="report-summary">
        <h2>{words.summary}</h2>
        {sentencesOf({ words: text.value, locale: locale.value }, report).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      {figures.urgent.alerts + figures.urgent.own.alerts > 0 && (
        <Part title={words.standard}>
          <Standards standards={figures.urgent.standards} />
          <OwnLine own={figures.urgent.own} />
        </Part>
      )}
      {previous !== undefined && previous.days > 0 && (
        <Comparison figures={figures} previous={previous} name={report.name} isRunning={report.madeAt < to} />
      )}
      {asked && <ReportBars report={report} />}
      {asked && <Outcomes report={report} />}
      <Worst report={report} />
      {figures.urgent.alerts > 0 && <DeskTimes report={report} />}
      {figures.urgent.alerts + figures.urgent.tests > 0 && (
        <>
          <Groups report={report} by="shift" title={words.byShift} />
          <Groups report={report} by="grid" title={words.byGrid} />
          <Groups report={report} by="rule" title={words.byRule} />
        </>
      )}
      <Residents report={report} />
      <Devices report={report} />
      <Messages report={report} />
      <Failed report={report} />
      <Outages report={report} />
      <Canary report={report} />
      <Silences report={report} />
      <Uncovered report={report} />
      <Changes report={report} />
      <p class="muted small">{words.source}</p>
    </article>
  )
}
