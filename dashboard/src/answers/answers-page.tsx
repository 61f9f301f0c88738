// Who answered an SMS, what, about which alert, and what came of it; newest first, live.

import { useEffect, useState } from 'preact/hooks'
import { personName } from '../alert/names.ts'
import { Glyph } from '../design/glyph.tsx'
import { Card, Chip, Empty, Failed, Loading, Tabs } from '../design/parts.tsx'
import { sayProblem } from '../design/toast.tsx'
import { alertTitle } from '../format/alert-text.ts'
import { preciseText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { alerts, repliesVersion } from '../live/store.ts'
import { newerAlert } from '../live/world.ts'
import { subjectName } from '../place/subject.ts'
import type { Alert, SmsReplyKind, SmsReplyView } from '../server-types.ts'
import { request } from '../session/request.ts'
import { useLoaded } from '../shell/load.ts'
import { showAlert } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'
import { verdictOf } from './outcome.ts'
import './answers.css'

const PAGE = 50

const pathOf = (kind: SmsReplyKind, before?: number): string =>
  `/api/replies?kind=${kind}&limit=${PAGE}${before === undefined ? '' : `&before=${before}`}`

/** The alert it was about, one click away; as it stands now. */
const About = ({ alert: stored }: { alert: Alert }) => {
  const words = text.value
  const alert = newerAlert(alerts.value.get(stored.id), stored)
  return (
    <button
      type="button"
      class="row-open"
      data-severity={alert.severity}
      data-testid={`answer-alert-${alert.id}`}
      onClick={() => showAlert(alert.id)}
    >
      <Glyph shape={alert.status === 'resolved' ? 'fine' : alert.severity} size={14} />
      <span>
        {words.answers.about(alert.id)} · {alertTitle(words, alert)} · {subjectName(alert.subject).name}
        <span class="muted"> · {words.status[alert.status]}</span>
      </span>
    </button>
  )
}

const Row = ({ reply }: { reply: SmsReplyView }) => {
  const words = text.value.answers
  const { isDone, tone, todo } = verdictOf(reply.outcome)
  const said = reply.text.trim()
  return (
    <li class="answer" data-testid={`answer-${reply.no}`} data-outcome={reply.outcome}>
      <time class="muted">{preciseText(locale.value, reply.at, slowNow.value)}</time>
      <div class="answer-who">
        <strong>{reply.personId === undefined ? words.stranger : personName(reply.personId)}</strong>
        <span class="muted">{reply.phone}</span>
      </div>
      <p class="answer-text">
        <q>{said === '' ? words.blank : said}</q>
      </p>
      <div class="answer-came">
        <Chip tone={tone}>
          {(isDone ? words.did : words.idle)[reply.outcome] ?? words.other(reply.outcome)}
        </Chip>
        {todo !== null && <span class="small">{words[todo]}</span>}
      </div>
      <div class="answer-about">
        {reply.alert !== undefined && todo === 'ring' && <span class="muted small">{words.lastTold}</span>}
        {reply.alert === undefined ? (
          <span class="muted">{words.noAlert}</span>
        ) : (
          <About alert={reply.alert} />
        )}
      </div>
    </li>
  )
}

/** Each once, as it came last, the newest first. */
const merged = (...lists: readonly (readonly SmsReplyView[])[]): readonly SmsReplyView[] =>
  [...new Map(lists.flat().map((reply) => [reply.no, reply])).values()].sort((a, b) => b.no - a.no)

/** The answers of one kind: the newest page is followed live, earlier ones are fetched once. */
const Answers = ({ kind }: { kind: SmsReplyKind }) => {
  const words = text.value.answers
  const newest = useLoaded<readonly SmsReplyView[]>(pathOf(kind))
  const [earlier, setEarlier] = useState<readonly SmsReplyView[]>([])
  const [atEnd, setAtEnd] = useState<boolean | null>(null)
  const [busy, setBusy] = useState(false)
  const version = repliesVersion.value
  const { reload, value } = newest
  const [seen, setSeen] = useState(version)
  useEffect(() => {
    if (seen === version) return
    // What slips out of the newest page stays on the screen.
    if (value !== null) setEarlier((kept) => merged(kept, value))
    setSeen(version)
    reload()
  }, [seen, version, value, reload])

  if (value === null)
    return newest.state === 'failed' ? <Failed code={newest.code} retry={reload} /> : <Loading />
  const all = merged(earlier, value)
  const last = all.at(-1)
  const hasMore = atEnd === null ? value.length === PAGE : !atEnd
  const more = async (): Promise<void> => {
    if (last === undefined) return
    setBusy(true)
    const answer = await request<readonly SmsReplyView[]>(pathOf(kind, last.no))
    setBusy(false)
    if (!answer.ok) return sayProblem(answer.code)
    setEarlier((kept) => merged(kept, answer.value))
    setAtEnd(answer.value.length < PAGE)
  }
  if (last === undefined)
    return <Empty icon="message" title={words.empty[kind]} hint={words.emptyHint[kind]} />
  return (
    <>
      <ol class="answers">
        {all.map((reply) => (
          <Row key={reply.no} reply={reply} />
        ))}
      </ol>
      {hasMore && (
        <p class="more">
          <button type="button" class="button" disabled={busy} onClick={more}>
            {words.more}
          </button>
        </p>
      )}
    </>
  )
}

const AnswersPage = () => {
  const words = text.value.answers
  const [kind, setKind] = useState<SmsReplyKind>('all')
  return (
    <main id="main" class="page" data-testid="answers-page">
      <Card
        title={words.title}
        side={
          <Tabs<SmsReplyKind>
            label={words.tabsLabel}
            value={kind}
            onChange={setKind}
            testid="answers"
            options={[
              ['all', words.tabs.all],
              ['idle', words.tabs.idle],
            ]}
          />
        }
      >
        <p class="page-note muted">{words.lead}</p>
        <Answers key={kind} kind={kind} />
      </Card>
    </main>
  )
}

export default AnswersPage
