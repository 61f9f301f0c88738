// The card the 120 desk reads, as a card: who, where and how to get in first.

import type { ComponentChildren } from 'preact'
import { momentText } from '../format/time.ts'
import { now } from '../live/clock.ts'
import { Call } from '../place/contacts.tsx'
import type { Card120 } from '../server-types.ts'
import { locale, text } from '../text/text.ts'

const Row = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

const Listed = ({ label, values }: { label: string; values: readonly string[] }) =>
  values.length === 0 ? null : <Row label={label}>{values.join(locale.value === 'en' ? ', ' : '、')}</Row>

/** What a person has seen, and the desk's own number: what changes between one version of the card and the next. */
const seenIn = ({ observed = {}, deskEventNumber }: Card120): readonly string[] => {
  const { questions, answers, eventNumber } = text.value.desk
  const seen = (['conscious', 'breathing'] as const).flatMap((question) => {
    const one = observed[question]
    return one === undefined ? [] : [`${questions[question]} ${answers[one.answer]}`]
  })
  return deskEventNumber === undefined ? seen : [...seen, eventNumber(deskEventNumber)]
}

export const EmergencyCard = ({ card }: { card: Card120 }) => {
  const words = text.value.card
  const call = text.value.place.call
  const confirmed = card.confirmedBy !== undefined ? words.confirmedBy(card.confirmedBy) : words.confirmed
  return (
    <article class="card120" data-state={card.state} data-testid="card-120">
      <header>
        <strong>{words.title}</strong>
        <span>
          {words.states[card.state]} · {words.version(card.version)}
        </span>
      </header>
      <p class="card120-what">{card.what}</p>
      <p class="card120-confirmed" data-yes={card.confirmedByPerson}>
        {card.confirmedByPerson ? confirmed : words.unconfirmed}
      </p>
      <dl>
        <Row label={words.patient}>
          <strong>{card.patient.name}</strong> {card.patient.sex} {card.patient.age}
          {card.patient.bloodType !== undefined && ` · ${card.patient.bloodType}`}
          {card.phone !== undefined && <Call phone={card.phone} label={call} />}
        </Row>
        <Row label={words.address}>
          <strong>{card.address}</strong>
        </Row>
        {card.entry !== '' && <Row label={words.entry}>{card.entry}</Row>}
        {card.position !== undefined && (
          <Row label={words.position}>
            <span class="mono">
              WGS-84 {card.position.wgs84.latitude.toFixed(5)}, {card.position.wgs84.longitude.toFixed(5)}
              <br />
              GCJ-02 {card.position.gcj02.latitude.toFixed(5)}, {card.position.gcj02.longitude.toFixed(5)}
            </span>
            {card.position.accuracyMetres !== undefined && (
              <span class="muted">
                {' '}
                {text.value.place.accuracy(Math.round(card.position.accuracyMetres))}
              </span>
            )}
          </Row>
        )}
        <Listed label={words.conditions} values={card.conditions} />
        <Listed label={words.medication} values={card.medication} />
        <Listed label={words.allergies} values={card.allergies} />
        <Listed label={text.value.card120.cautions} values={card.cautions ?? []} />
        <Listed label={text.value.desk.title} values={seenIn(card)} />
        {card.vitals.length > 0 && (
          <Row label={words.vitals}>
            {card.vitals.map((vital) => (
              <div key={vital.metric}>
                {text.value.metric[vital.metric] ?? vital.metric} <strong>{vital.value}</strong>{' '}
                <span class="muted">{momentText(locale.value, vital.eventTime, now.peek())}</span>
              </div>
            ))}
          </Row>
        )}
        {card.contacts.length > 0 && (
          <Row label={words.contacts}>
            {card.contacts.map((contact) => (
              <div key={`${contact.name}${contact.relation}`}>
                {contact.name} <span class="muted">{contact.relation}</span>
                {contact.phone !== undefined && <Call phone={contact.phone} label={call} />}
              </div>
            ))}
          </Row>
        )}
        {card.callBack !== undefined && (
          <Row label={words.callBack}>
            <Call phone={card.callBack} label={call} />
          </Row>
        )}
        <Row label={words.event}>
          <span class="mono">{card.eventNumber}</span> · {momentText(locale.value, card.calledAt, now.peek())}
        </Row>
      </dl>
    </article>
  )
}
