// The 120 card on paper: A4, big type, everything a crew needs at the door and nothing that has to be clicked.

import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { Empty, Failed, Loading } from '../design/parts.tsx'
import { alertTitle } from '../format/alert-text.ts'
import { zonedText } from '../format/zoned-time.ts'
import type { CardSheet } from '../server-types.ts'
import { me } from '../session/session.ts'
import { Link, route } from '../shell/navigation.tsx'
import { scriptPath } from '../shell/route.ts'
import { locale, nameOf, text } from '../text/text.ts'
import { inWords } from './card-words.ts'
import { useCard } from './use-card.ts'
import './desk.css'
import './card.css'

const Row = ({ label, wide, children }: { label: string; wide?: boolean; children: ComponentChildren }) => (
  <div class="sheet-row" data-wide={wide || undefined}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

const listed = (values: readonly string[], none: string): string =>
  values.length === 0 ? none : values.join(locale.value === 'en' ? ', ' : '、')

const Patient = ({ sheet }: { sheet: CardSheet }) => {
  const { card } = sheet
  const words = text.value.card120
  const answers = text.value.desk.answers
  const at = (time: number): string => zonedText(locale.value, time, sheet.timeZone)
  const { conscious, breathing } = card.observed ?? {}
  const seen = (one: typeof conscious) =>
    one === undefined ? (
      <span class="muted">
        {words.notAsked} <span class="sheet-boxes">{words.boxes}</span>
      </span>
    ) : (
      <>
        <strong>{answers[one.answer]}</strong> <span class="muted">{words.seenBy(one.by, at(one.at))}</span>
      </>
    )
  return (
    <>
      <Row label={words.who}>
        <strong class="sheet-name">{card.patient.name}</strong>{' '}
        {words.sex[card.patient.sex] ?? card.patient.sex} {words.years(card.patient.age)}
      </Row>
      <Row label={words.what}>
        <strong>{alertTitle(text.value, sheet.alert)}</strong>
      </Row>
      <Row label={words.conscious}>{seen(conscious)}</Row>
      <Row label={words.breathing}>{seen(breathing)}</Row>
      <Row label={words.vitals} wide>
        {card.vitals.length === 0 ? (
          <span class="muted">{words.noVitals}</span>
        ) : (
          <ul class="sheet-vitals">
            {card.vitals.map((vital) => (
              <li key={vital.metric}>
                {inWords(text.value, vital.metric)} <strong>{inWords(text.value, vital.value)}</strong>
                <span class="muted">
                  {at(vital.eventTime)} {inWords(text.value, vital.source ?? '')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Row>
      <Row label={words.history}>{listed(card.conditions, words.noneKnown)}</Row>
      <Row label={words.medication}>{listed(card.medication, words.noneKnown)}</Row>
      <Row label={words.allergies}>
        <strong>{listed(card.allergies, words.noneKnown)}</strong>
      </Row>
      <Row label={words.blood}>{card.patient.bloodType ?? words.noneKnown}</Row>
      {card.cautions !== undefined && (
        <Row label={words.cautions} wide>
          <strong>
            {listed(
              card.cautions.map((one) => inWords(text.value, one)),
              words.noneKnown,
            )}
          </strong>
        </Row>
      )}
    </>
  )
}

const People = ({ sheet }: { sheet: CardSheet }) => {
  const { card, alert } = sheet
  const words = text.value.card120
  const vehicle = alert.desk?.vehicle
  return (
    <>
      {card.phone !== undefined && (
        <Row label={words.phone}>
          <strong>{card.phone}</strong>
        </Row>
      )}
      {card.callBack !== undefined && (
        <Row label={words.callBack}>
          <strong>{card.callBack}</strong>
        </Row>
      )}
      <Row label={words.contacts} wide>
        {card.contacts.length === 0
          ? words.noneKnown
          : card.contacts.map((contact) => (
              <div key={`${contact.name} ${contact.relation}`}>
                {contact.name}（{contact.relation}） <strong>{contact.phone}</strong>
              </div>
            ))}
      </Row>
      <Row label={words.onSite}>{listed(card.onSite ?? [], words.nobody)}</Row>
      <Row label={words.onTheWay}>{listed(card.onTheWay ?? [], words.nobody)}</Row>
      <Row label={words.deskEvent}>{card.deskEventNumber ?? words.blank}</Row>
      <Row label={words.vehicle}>
        {vehicle === undefined ? words.blank : `${vehicle.number ?? ''} ${vehicle.phone ?? ''}`}
      </Row>
    </>
  )
}

const Position = ({ sheet }: { sheet: CardSheet }) => {
  const { position } = sheet.card
  const words = text.value.card120
  if (position === undefined) return null
  const point = ({ latitude, longitude }: { latitude: number; longitude: number }): string =>
    `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`
  return (
    <Row label={words.coordinates} wide>
      <span class="sheet-points">
        <span>
          GCJ-02 <strong>{point(position.gcj02)}</strong>
        </span>
        <span>
          WGS-84 <strong>{point(position.wgs84)}</strong>
        </span>
        <span class="muted">
          {words.positionSource[position.source ?? ''] ?? position.source}
          {position.accuracyMetres !== undefined && ` ±${Math.round(position.accuracyMetres)} m`}
          {position.eventTime !== undefined &&
            ` ${zonedText(locale.value, position.eventTime, sheet.timeZone)}`}
        </span>
      </span>
    </Row>
  )
}

/** The sheet itself: first what a driver needs, then what a doctor needs, then whom to call. */
const Sheet = ({ sheet }: { sheet: CardSheet }) => {
  const { card } = sheet
  const words = text.value
  const at = (time: number): string => zonedText(locale.value, time, sheet.timeZone)
  const confirmed =
    card.confirmedBy === undefined ? words.card120.yes : words.card120.confirmedBy(card.confirmedBy)
  return (
    <article class="sheet" data-state={card.state} data-testid="card-sheet">
      <header>
        <h1>{words.card120.title}</h1>
        <p class="sheet-state">
          {words.card.states[card.state]}
          <span>{words.card.version(card.version)}</span>
        </p>
      </header>
      <dl>
        <Row label={words.card120.where} wide>
          <strong class="sheet-address">{card.address}</strong>
        </Row>
        <Row label={words.card120.entry} wide>
          <strong>{card.entry === '' ? words.card120.noneKnown : card.entry}</strong>
        </Row>
        <Row label={words.card120.calledAt}>
          <strong>{at(card.calledAt)}</strong>
        </Row>
        <Row label={words.card120.event}>{card.eventNumber}</Row>
        <Patient sheet={sheet} />
        <People sheet={sheet} />
        <Position sheet={sheet} />
        <Row label={words.card120.confirmed} wide>
          {card.confirmedByPerson ? confirmed : words.card120.unconfirmed}
        </Row>
      </dl>
      <footer>
        {words.card120.foot(card.version, at(sheet.at), me.value === null ? '' : nameOf(me.value))}
      </footer>
    </article>
  )
}

const CardPage = () => {
  const at = route.value
  const id = at.page === 'card' ? at.id : 0
  const loaded = useCard(id, 'sheet')
  const words = text.value.card120
  const first = useRef<number | null>(null)
  const sheet = loaded.value
  if (sheet !== null) first.current ??= sheet.card.version
  const hasChanged = sheet !== null && first.current !== sheet.card.version
  return (
    <main id="main" class="page card-page" data-testid="card-page">
      <header class="card-tools">
        <Link to={`/?alert=${id}`} class="button" testid="card-back">
          {words.back}
        </Link>
        <p role="status" class="card-changed">
          {hasChanged && words.updated(sheet.card.version)}
        </p>
        {sheet !== null && (
          <>
            <Link to={scriptPath(id)} class="button" testid="card-script">
              {words.script}
            </Link>
            <button
              type="button"
              class="button"
              data-kind="primary"
              data-testid="card-print"
              onClick={() => print()}
            >
              {words.print}
            </button>
          </>
        )}
      </header>
      {sheet === null && loaded.state === 'loading' && <Loading />}
      {sheet === null && loaded.state === 'failed' && <NoCard code={loaded.code} retry={loaded.reload} />}
      {sheet !== null && <Sheet sheet={sheet} />}
    </main>
  )
}

export const NoCard = ({ code, retry }: { code: string; retry: () => void }) =>
  code === 'noCard' || code === 'alertNotFound' ? (
    <Empty icon="search" title={text.value.card120.none} hint={text.value.card120.noneHint} />
  ) : (
    <Failed code={code} retry={retry} />
  )

export default CardPage
