// The page of reports: which day or month, which community, print and download; below it the document. The address
// names the period, so that a report can be sent as a link.

import { useEffect } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import { Empty, Tabs } from '../design/parts.tsx'
import { now } from '../live/clock.ts'
import type { ReportAnswer } from '../server-types.ts'
import { CommunityChoice, useCommunity } from '../shell/community-choice.tsx'
import { useLoaded } from '../shell/load.ts'
import { navigate, route } from '../shell/navigation.tsx'
import { NotYet } from '../shell/not-yet.tsx'
import { communityInQuery } from '../shell/route.ts'
import { locale, nameOf, text } from '../text/text.ts'
import { ReportDocument } from './report-document.tsx'
import { ReportMail } from './report-mail.tsx'
import { isName, type Kind, kindOf, nameHere, shifted } from './when.ts'
import '../figures/figures.css'
import './reports.css'

/** A month of a large town takes seconds, more on a busy machine. */
const MAKING_MS = 90_000

const show = (name: string): void => navigate(`/reports/${name}`, 'replace')

const Tools = ({ name, kind, newest, csv }: { name: string; kind: Kind; newest: string; csv: string }) => {
  const words = text.value.reports
  const pick = (value: string): void => {
    if (isName(kind, value)) show(value)
  }
  return (
    <>
      <Tabs<Kind>
        label={words.kind}
        value={kind}
        testid="report-kind"
        onChange={(next) => {
          if (next !== kind) show(next === 'monthly' ? name.slice(0, 7) : lastDay(name))
        }}
        options={[
          ['daily', words.daily],
          ['monthly', words.monthly],
        ]}
      />
      <span class="report-when">
        <button
          type="button"
          class="button"
          data-square
          aria-label={words.earlier}
          title={words.earlier}
          data-testid="report-earlier"
          onClick={() => show(shifted(name, -1))}
        >
          <Icon name="back" />
        </button>
        <input
          class="input"
          type={kind === 'daily' ? 'date' : 'month'}
          aria-label={kind === 'daily' ? words.day : words.month}
          value={name}
          max={newest}
          data-testid="report-period"
          onChange={(event) => pick(event.currentTarget.value)}
        />
        <button
          type="button"
          class="button report-later"
          data-square
          aria-label={words.later}
          title={words.later}
          disabled={name >= newest}
          data-testid="report-later"
          onClick={() => show(shifted(name, 1))}
        >
          <Icon name="back" />
        </button>
      </span>
      <span class="report-buttons">
        <a class="button" href={csv} download data-testid="report-download">
          {words.download}
        </a>
        <button
          type="button"
          class="button"
          data-kind="primary"
          data-testid="report-print"
          onClick={() => print()}
        >
          {words.print}
        </button>
      </span>
    </>
  )
}

/** Of the month that is shown, the last day that has an own report: yesterday at most. */
function lastDay(month: string): string {
  const last = shifted(`${shifted(month, 1)}-01`, -1)
  const yesterday = shifted(nameHere('daily', now.peek()), -1)
  return last < yesterday ? last : yesterday
}

/** Browsers name the file after the page. */
const usePrintTitle = (title: string): void =>
  useEffect(() => {
    const before = document.title
    const rename = (): void => {
      document.title = title
    }
    const restore = (): void => {
      document.title = before
    }
    addEventListener('beforeprint', rename)
    addEventListener('afterprint', restore)
    return () => {
      removeEventListener('beforeprint', rename)
      removeEventListener('afterprint', restore)
    }
  }, [title])

const ReportsPage = () => {
  const words = text.value.reports
  const [community, choose] = useCommunity(() => communityInQuery(location.search))
  const at = route.value
  const asked = at.page === 'reports' ? at.period : null
  // Whoever comes in the morning wants the day that is over.
  const name = asked ?? shifted(nameHere('daily', now.peek()), -1)
  const kind = kindOf(name)
  const newest = nameHere(kind, now.peek())
  const isReal = isName(kind, name)
  const isAhead = name > newest
  const key = kind === 'daily' ? 'date' : 'month'
  const question = `${key}=${name}&communityId=${encodeURIComponent(community?.id ?? '')}`
  const loaded = useLoaded<ReportAnswer>(
    community === undefined || !isReal || isAhead ? null : `/api/reports/${kind}?${question}`,
    MAKING_MS,
  )
  usePrintTitle(`${community === undefined ? '' : nameOf(community)} ${words.title[kind]} ${name}`.trim())
  if (community === undefined) return <Empty icon="report" title={words.nav} />
  return (
    <main id="main" class="page reports" data-testid="reports-page">
      <header class="report-bar">
        <h1 class="unseen">{words.nav}</h1>
        <Tools
          name={name}
          kind={kind}
          newest={newest}
          csv={`/api/reports/${kind}.csv?${question}&locale=${locale.value}`}
        />
        <CommunityChoice label={words.community} of={community} choose={choose} />
      </header>
      <ReportMail communityId={community.id} />
      {!isReal ? (
        <Empty icon="report" title={words.badDay} hint={words.aheadHint} />
      ) : isAhead || loaded.code === 'notBegun' ? (
        <Empty icon="report" title={words.aheadTitle[kind]} hint={words.aheadHint} />
      ) : loaded.value !== null ? (
        <ReportDocument report={loaded.value} community={community} />
      ) : (
        <NotYet asked={loaded} />
      )}
    </main>
  )
}

export default ReportsPage
