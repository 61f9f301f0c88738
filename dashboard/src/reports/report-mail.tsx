// Reports that go out by e-mail by themselves: who gets them and when, what became of the last ones, and how to turn it on. A
// line that opens; it is about the page and not part of the document.

import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { recipientName } from '../alert/names.ts'
import { Failed, Loading } from '../design/parts.tsx'
import { now } from '../live/clock.ts'
import type { ReportMailAnswer } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { Link } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'
import { lookAgainAt, mailState } from './mail-state.ts'
import { ReportTable } from './part.tsx'
import { momentIn } from './when.ts'

const exampleFor = (communityId: string): string => `communities:
  - id: ${communityId}
    reportsAt: "07:30"
people:
  - id: p-director
    email: director@example.org
    reports: [daily, monthly]`

/** By the board where it knows them, in the reader's language. */
const nameOf = ({ personId, name }: Readonly<{ personId: string; name: string }>): string =>
  recipientName(personId, name)

const HowTo = ({ communityId }: { communityId: string }) => {
  const words = text.value.reports.mail
  return (
    <div class="report-mail-how">
      <p>{words.how}</p>
      <pre>{exampleFor(communityId)}</pre>
      <p>{words.howServer}</p>
    </div>
  )
}

const Readers = ({ mail }: { mail: ReportMailAnswer }) => {
  const { mail: words, ...kinds } = text.value.reports
  return (
    <ul class="report-mail-readers">
      {mail.readers.map((reader) => (
        <li key={reader.personId}>
          {nameOf(reader)}
          <small class="muted">{reader.kinds.map((kind) => kinds[kind]).join(words.and)}</small>
        </li>
      ))}
    </ul>
  )
}

const Sent = ({ mail }: { mail: ReportMailAnswer }) => {
  const words = text.value
  const { mail: own, columns, ...kinds } = words.reports
  const moment = (at: number): string => momentIn(locale.value, mail.timeZone, at)
  if (mail.sent.length === 0) return <p class="muted">{own.noneSent}</p>
  return (
    <ReportTable
      columns={[own.report, columns.recipient, own.state]}
      rows={mail.sent.flatMap(({ kind, name, madeAt, to }) =>
        to.map((reader): [string, ...ComponentChildren[]] => [
          `${kind}${name}${reader.personId}`,
          <Link key="open" to={`/reports/${name}`}>
            {kinds[kind]} {name}
          </Link>,
          nameOf(reader),
          <span key="state" data-failed={reader.status === 'failed'}>
            {words.delivery[reader.status]} · {moment(reader.at ?? madeAt)}
            {reader.error !== undefined && <span class="muted small"> {reader.error}</span>}
          </span>,
        ]),
      )}
    />
  )
}

export const ReportMail = ({ communityId }: { communityId: string }) => {
  const words = text.value.reports.mail
  const loaded = useLoaded<ReportMailAnswer>(
    `/api/reports/mail?communityId=${encodeURIComponent(communityId)}`,
  )
  const { value: mail, reload } = loaded
  useEffect(() => {
    const at = mail === null ? undefined : lookAgainAt(mail, now.peek())
    if (at === undefined) return
    const timer = setTimeout(reload, at - now.peek())
    return () => clearTimeout(timer)
  }, [mail, reload])
  if (mail === null)
    return loaded.state === 'failed' ? <Failed code={loaded.code} retry={reload} /> : <Loading />
  const state = mailState(mail)
  return (
    <details class="report-mail report-tools" data-state={state} data-testid="report-mail">
      <summary>
        {state === 'off'
          ? words.off
          : state === 'noServer'
            ? words.noServer
            : words.on(mail.at, mail.readers.map(nameOf).join(words.and))}
        {state === 'failed' && <strong> {words.failed}</strong>}
      </summary>
      <div class="report-mail-body">
        {state !== 'off' && <Readers mail={mail} />}
        {mail.next.length > 0 && (
          <p class="muted">
            {mail.next
              .map(({ kind, at }) =>
                words.next(text.value.reports[kind], momentIn(locale.value, mail.timeZone, at)),
              )
              .join(words.and)}
          </p>
        )}
        {(state === 'on' || state === 'failed') && <Sent mail={mail} />}
        {(state === 'off' || state === 'noServer') && <HowTo communityId={communityId} />}
      </div>
    </details>
  )
}
