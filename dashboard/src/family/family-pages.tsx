// What a daughter sees on her phone: her own elder, in one word, and what is being done. Nothing of anybody else.

import { useEffect, useState } from 'preact/hooks'
import { learnNames } from '../alert/names.ts'
import { StoryLines } from '../alert/story.tsx'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { Card, Chip, Empty, Loading } from '../design/parts.tsx'
import { AmbulanceLine } from '../desk/ambulance-line.tsx'
import { alertTitle, whyText } from '../format/alert-text.ts'
import { ageText, momentText } from '../format/time.ts'
import { now, slowNow } from '../live/clock.ts'
import { alarmSeverity } from '../live/order.ts'
import {
  alerts,
  community,
  hasSnapshot,
  lastFrameAt,
  entries as liveEntries,
  residentTile,
} from '../live/store.ts'
import { mergeEntries, newerAlert } from '../live/world.ts'
import { LatestValues } from '../place/latest.tsx'
import { ResidentCurves } from '../place/resident-curves.tsx'
import { testStands } from '../proven/test-state.ts'
import type { Alert, AlertDetail, ResidentDetail, ResidentTile } from '../server-types.ts'
import { me } from '../session/session.ts'
import { Banners } from '../shell/banners.tsx'
import {
  Account,
  DemoMark,
  isStale,
  LanguageSwitch,
  LinkState,
  Logo,
  ThemeSwitch,
} from '../shell/controls.tsx'
import { useLoaded } from '../shell/load.ts'
import { Link, navigate, route, shownAlert } from '../shell/navigation.tsx'
import { NotYet } from '../shell/not-yet.tsx'
import { residentPath } from '../shell/route.ts'
import { locale, nameOf, text } from '../text/text.ts'
import { useElderOfAlert } from './elder-of-alert.ts'
import { FamilyActions } from './family-actions.tsx'
import { PushSwitch } from './push-switch.tsx'

const MOST_ALERTS = 10

const State = ({ tile }: { tile: ResidentTile }) => {
  const words = text.value
  const severity = alarmSeverity(tile, alerts.value)
  const isTest = testStands(tile, alerts.value)
  const waiting = tile.alertIds.some((id) => alerts.value.get(id)?.status === 'open')
  const hint = {
    fine: words.family.fineHint,
    unknown: words.family.unknownHint,
    alarm: waiting ? words.family.alarmOpenHint : words.family.alarmHint,
  }[tile.condition]
  const reason = tile.unknownReason === undefined ? null : words.unknownReason[tile.unknownReason]
  // What was fine when the connection broke is not fine now: it is not known.
  const brokeAt = isStale.value ? lastFrameAt.value : null
  const shown = severity ?? (brokeAt === null ? tile.condition : 'unknown')
  const calm = isTest && brokeAt === null
  const word = isTest ? words.test.badge : words.state[tile.condition]
  return (
    <section
      class="family-state"
      data-tone={calm ? 'fine' : shown}
      data-testid={`tile-${tile.id}`}
      aria-live="polite"
    >
      <Glyph shape={calm ? 'info' : shown} size={64} />
      <div>
        <p class="family-name">{nameOf(tile)}</p>
        <p class="family-word">{calm || shown !== 'unknown' ? word : words.state.unknown}</p>
        {tile.condition === 'unknown' && reason !== null && <p class="family-reason">{reason}</p>}
      </div>
      <p class="family-hint">
        {brokeAt !== null
          ? words.phone.staleHint(momentText(locale.value, brokeAt, Date.now()), word)
          : calm
            ? words.test.familyCalm
            : hint}
      </p>
      <p class="family-seen">
        {words.person.lastSeen}{' '}
        {tile.seenAt === null ? words.person.neverSeen : ageText(words, tile.seenAt, slowNow.value)}
      </p>
    </section>
  )
}

/** One alert with what was done about it. The timeline is fetched when the alert is opened. */
const FamilyAlert = ({ alert, open: startOpen }: { alert: Alert; open: boolean }) => {
  const words = text.value
  const [open, setOpen] = useState(startOpen)
  const detail = useLoaded<AlertDetail>(open ? `/api/alerts/${alert.id}` : null)
  const fetched = detail.value
  useEffect(() => {
    if (fetched !== null) learnNames(fetched.people)
  }, [fetched])
  const { reload } = detail
  const known = fetched?.alert.revision
  useEffect(() => {
    if (known !== undefined && alert.revision > known) reload()
  }, [alert.revision, known, reload])
  const entries = mergeEntries(fetched?.timeline ?? [], liveEntries.value.get(alert.id) ?? [])
  const isTest = alert.test !== undefined
  const loud = alert.severity === 'critical' ? 'critical' : 'warning'
  const tone = alert.status === 'open' && !isTest ? loud : 'plain'
  return (
    <li class="family-alert" data-testid={`alert-${alert.id}`}>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span
          class="family-alert-glyph"
          data-severity={alert.status === 'resolved' ? 'done' : alert.severity}
        >
          <Glyph shape={alert.status === 'resolved' ? 'fine' : alert.severity} size={20} />
        </span>
        <span class="family-alert-words">
          <strong>{alertTitle(words, alert)}</strong>
          <span class="muted">{momentText(locale.value, alert.eventTime, slowNow.value)}</span>
        </span>
        <Chip tone={tone}>
          {alert.outcome !== undefined
            ? words.outcome[alert.outcome]
            : isTest
              ? words.test.badge
              : words.status[alert.status]}
        </Chip>
        <span class="family-chevron" data-open={open || undefined}>
          <Icon name="chevron" />
        </span>
      </button>
      {open && (
        <div class="family-story">
          <p>{whyText({ words, locale: locale.value, now: now.peek() }, alert)}</p>
          <AmbulanceLine alert={newerAlert(alert, fetched?.alert ?? alert)} />
          <FamilyActions alert={newerAlert(alert, fetched?.alert ?? alert)} />
          <h3>{words.family.whatStaffDid}</h3>
          {fetched === null && detail.state === 'loading' && <Loading />}
          {detail.state === 'failed' && <p class="fault">{words.problem[detail.code] ?? words.ui.failed}</p>}
          <StoryLines entries={entries} />
        </div>
      )}
    </li>
  )
}

const elderAlerts = (detail: ResidentDetail): readonly Alert[] => {
  const byId = new Map(detail.alerts.map((alert) => [alert.id, alert]))
  for (const alert of alerts.value.values())
    if (alert.subject.kind === 'resident' && alert.subject.id === detail.tile.id)
      byId.set(alert.id, newerAlert(byId.get(alert.id), alert))
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, MOST_ALERTS)
}

const Elder = ({ id }: { id: string }) => {
  const words = text.value
  const loaded = useLoaded<ResidentDetail>(`/api/residents/${encodeURIComponent(id)}`)
  const detail = loaded.value
  const tile = residentTile(id)?.value ?? detail?.tile
  if (tile === undefined) return <NotYet asked={loaded} />
  const list = detail === null ? [] : elderAlerts(detail)
  // What can be done now comes before what was measured.
  const needsAct = list.some(({ status }) => status !== 'resolved')
  const recent = (
    <Card title={words.family.alerts}>
      {detail === null && <NotYet asked={loaded} />}
      {detail !== null && list.length === 0 && (
        // No alert is no news where nothing is known.
        <Empty
          icon="check"
          title={words.family.noAlerts}
          {...(tile.condition === 'fine' ? { hint: words.family.noAlertsHint } : {})}
        />
      )}
      <ul>
        {list.map((alert) => (
          <FamilyAlert
            key={alert.id}
            alert={alert}
            open={alert.status !== 'resolved' || shownAlert.peek() === alert.id}
          />
        ))}
      </ul>
    </Card>
  )
  return (
    <article class="elder">
      <State tile={tile} />
      {needsAct && recent}
      <Card title={words.family.latest}>
        <div class="body">
          <LatestValues tile={tile} />
          <p class="muted small">{words.family.estimate}</p>
        </div>
      </Card>
      {!needsAct && recent}
      {detail !== null && (
        <Card title={words.family.today}>
          <ResidentCurves tile={tile} limits={detail.limits} alerts={list} span="today" only="heartRate" />
        </Card>
      )}
      {detail?.phone !== undefined && (
        <a class="button" data-size="large" href={`tel:${detail.phone.replace(/[^\d+]/g, '')}`}>
          <Icon name="phone" />
          {words.family.callElder(nameOf(tile))}
        </a>
      )}
    </article>
  )
}

const Elders = () => {
  const words = text.value
  const ids = me.value?.residentIds ?? []
  const at = route.value
  const alerted = useElderOfAlert(ids)
  const wanted = at.page === 'resident' && ids.includes(at.id) ? at.id : (alerted ?? ids[0])
  useEffect(() => {
    // Nothing else exists for family; a strange address leads home.
    if (at.page !== 'home' && !(at.page === 'resident' && ids.includes(at.id))) navigate('/', 'replace')
  }, [at, ids])
  if (wanted === undefined)
    return hasSnapshot.value ? (
      <Empty icon="family" title={words.family.none} hint={words.family.noneHint} />
    ) : (
      <Loading />
    )
  return (
    <>
      {ids.length > 1 && (
        <nav class="family-people" aria-label={words.family.mine}>
          {ids.map((id) => {
            const tile = residentTile(id)?.value
            return (
              <Link key={id} to={residentPath(id)} current={id === wanted}>
                {tile !== undefined && (
                  <Glyph shape={alarmSeverity(tile, alerts.value) ?? tile.condition} size={16} />
                )}
                {tile === undefined ? id : nameOf(tile)}
              </Link>
            )
          })}
        </nav>
      )}
      <Elder key={wanted} id={wanted} />
    </>
  )
}

export const FamilyPages = () => {
  const words = text.value
  const desk = community.value?.phone
  return (
    <div class="family">
      <header class="header">
        <Link to="/" class="brand" label={words.app.name}>
          <Logo />
          <span class="brand-words">
            <strong>{words.app.name}</strong>
          </span>
        </Link>
        <div class="header-side">
          <DemoMark />
          <LinkState />
          <LanguageSwitch />
          <ThemeSwitch />
          <Account />
        </div>
      </header>
      <Banners />
      <main id="main" class="family-main" data-testid="family-page">
        <Elders />
        <PushSwitch />
      </main>
      {desk !== undefined && (
        <footer class="family-foot">
          <a
            class="button"
            data-kind="primary"
            data-size="large"
            href={`tel:${desk.replace(/[^\d+]/g, '')}`}
            data-testid="call-desk"
          >
            <Icon name="phone" />
            {words.family.callDesk}
          </a>
        </footer>
      )}
    </div>
  )
}
