// Demo only: every person's phone, side by side, with exactly the messages it would have received.

import { useEffect, useState } from 'preact/hooks'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { Empty } from '../design/parts.tsx'
import { preciseText } from '../format/time.ts'
import { now } from '../live/clock.ts'
import { notifications } from '../live/store.ts'
import type { PhoneMessage } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { showAlert } from '../shell/navigation.tsx'
import { NotYet } from '../shell/not-yet.tsx'
import { locale, text } from '../text/text.ts'
import { EmergencyCard } from './emergency-card.tsx'
import './phones.css'

type Phone = Readonly<{ id: string; name: string; role: string; messages: readonly PhoneMessage[] }>

/** One phone per recipient, the most recently rung first. */
const phonesOf = (messages: readonly PhoneMessage[]): readonly Phone[] => {
  const byPerson = new Map<string, PhoneMessage[]>()
  for (const message of [...messages].sort((a, b) => b.at - a.at))
    byPerson.set(message.recipientId, [...(byPerson.get(message.recipientId) ?? []), message])
  return [...byPerson.entries()].flatMap(([id, own]) => {
    const newest = own[0]
    return newest === undefined
      ? []
      : [{ id, name: newest.recipientName, role: newest.recipientRole, messages: own }]
  })
}

const Message = ({ message }: { message: PhoneMessage }) => {
  const words = text.value
  return (
    <li class="sms" data-severity={message.severity} data-testid={`phone-message-${message.key}`}>
      <time>{preciseText(locale.value, message.at, now.peek())}</time>
      <div class="sms-bubble">
        <strong>
          <Glyph shape={message.severity} size={14} />
          {message.title}
        </strong>
        <p>{message.body}</p>
        {message.card !== undefined && <EmergencyCard card={message.card} />}
        {message.link !== undefined && (
          <a class="sms-link" href={message.link} target="_blank" rel="noreferrer">
            {words.phones.act}
          </a>
        )}
        <button type="button" class="sms-link" onClick={() => showAlert(message.alertId)}>
          {words.phones.alert(message.alertId)} · {words.notificationReason[message.reason] ?? message.reason}
        </button>
      </div>
    </li>
  )
}

const PhonesPage = () => {
  const words = text.value
  const loaded = useLoaded<readonly PhoneMessage[]>('/api/demo/phones')
  const [person, setPerson] = useState<string | null>(null)
  const { reload } = loaded
  // Every delivery that shows on the board has just rung on a phone.
  const changed = notifications.value
  // A changed notification is the reason to look again.
  useEffect(() => {
    const timer = setTimeout(reload, 250)
    return () => clearTimeout(timer)
  }, [changed, reload])

  if (loaded.value === null)
    return (
      <main id="main" class="page">
        <NotYet asked={loaded} />
      </main>
    )
  const phones = phonesOf(loaded.value)
  const shown = person === null ? phones : phones.filter((phone) => phone.id === person)
  return (
    <main id="main" class="page" data-testid="phones-page">
      <div class="phones-head">
        <h1>{words.phones.title}</h1>
        <p class="muted">{words.phones.lead}</p>
        <div class="phones-people">
          <button type="button" aria-pressed={person === null} onClick={() => setPerson(null)}>
            {words.phones.all}
          </button>
          {phones.map((phone) => (
            <button
              key={phone.id}
              type="button"
              aria-pressed={person === phone.id}
              onClick={() => setPerson(person === phone.id ? null : phone.id)}
            >
              {phone.name} <b>{phone.messages.length}</b>
            </button>
          ))}
        </div>
      </div>
      {phones.length === 0 && (
        <Empty icon="message" title={words.phones.empty} hint={words.phones.emptyHint} />
      )}
      <div class="phones">
        {shown.map((phone) => (
          <section key={phone.id} class="phone" data-testid={`phone-${phone.id}`}>
            <header>
              <Icon name={phone.role === 'desk120' ? 'bell' : 'person'} size={20} />
              <span>
                <strong>{phone.name}</strong>
                <span>{words.role[phone.role] ?? phone.role}</span>
              </span>
              <span class="phone-count">{words.phones.messages(phone.messages.length)}</span>
            </header>
            <ol>
              {phone.messages.map((message) => (
                <Message key={message.key} message={message} />
              ))}
            </ol>
          </section>
        ))}
      </div>
    </main>
  )
}

export default PhonesPage
