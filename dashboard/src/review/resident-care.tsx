// Calls, visits and promises of one resident, with the way to record another.

import { useState } from 'preact/hooks'
import { names } from '../alert/names.ts'
import { Card, Failed } from '../design/parts.tsx'
import { slowNow } from '../live/clock.ts'
import { careNews } from '../live/store.ts'
import type { CareContact, PromiseEnd, ResidentCare } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { locale, text } from '../text/text.ts'
import { recordContact, settlePromise } from './contact.ts'
import { ContactDialog } from './contact-dialog.tsx'
import { contactText, promiseText } from './review-text.ts'
import './review.css'

const SHOWN = 8

const isOpen = ({ promise, settled, undoneAt }: CareContact): boolean =>
  promise !== undefined && settled === undefined && undoneAt === undefined

export const ResidentCareCard = ({ id, name }: { id: string; name: string }) => {
  const words = text.value.review
  const loaded = useLoaded<ResidentCare>(`/api/care/residents/${encodeURIComponent(id)}`)
  const { reload } = loaded
  const [recording, setRecording] = useState(false)
  const [all, setAll] = useState(false)
  const version = careNews.value.findLast(
    (news) => news.residentId === id || news.residentId === null,
  )?.version
  const [seen, setSeen] = useState(version)
  if (seen !== version) {
    setSeen(version)
    reload()
  }
  const care = loaded.value
  if (care === null) return loaded.state === 'failed' ? <Failed code={loaded.code} retry={reload} /> : null
  const reader = { words: text.value, locale: locale.value, now: slowNow.value }
  const nameOf = (personId: string): string => names.value[personId] ?? care.people[personId] ?? personId
  const settle = (contactId: number, how: PromiseEnd) => () => void settlePromise(contactId, how).then(reload)
  const open = care.contacts.filter(isOpen)
  const shown = all ? care.contacts : care.contacts.slice(0, SHOWN)
  return (
    <Card
      title={words.residentTitle}
      side={
        <button
          type="button"
          class="button"
          data-size="small"
          data-testid="resident-contact"
          onClick={() => setRecording(true)}
        >
          {words.residentRecord}
        </button>
      }
    >
      <div class="body stack" data-testid="resident-care">
        {care.every !== null && <p class="muted small">{words.residentEvery(care.every)}</p>}
        {open.length > 0 && (
          <div>
            <strong>{words.residentPromises}</strong>
            <ul class="review-promises">
              {open.map((contact) => (
                <li key={contact.id}>
                  <span>
                    {contact.promise !== undefined && promiseText(reader, contact.promise)}{' '}
                    <span class="muted">{nameOf(contact.by)}</span>
                  </span>
                  <span class="review-settle">
                    <button
                      type="button"
                      class="button"
                      data-size="small"
                      onClick={settle(contact.id, 'kept')}
                    >
                      {words.kept}
                    </button>
                    <button
                      type="button"
                      class="button"
                      data-size="small"
                      data-kind="quiet"
                      onClick={settle(contact.id, 'dropped')}
                    >
                      {words.dropped}
                    </button>
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
        {care.contacts.length === 0 && <p class="muted">{words.residentEmpty}</p>}
        <ul class="resident-contacts">
          {shown.map((contact) => (
            <li key={contact.id} data-undone={contact.undoneAt !== undefined || undefined}>
              {contactText(reader, contact, nameOf)}
              {contact.promise !== undefined && !isOpen(contact) && (
                <> · {promiseText(reader, contact.promise)}</>
              )}
              {contact.settled !== undefined && <> · {words.settled[contact.settled.how]}</>}
              {contact.undoneAt !== undefined && <> · {words.takenBack}</>}
            </li>
          ))}
        </ul>
        {shown.length < care.contacts.length && (
          <button
            type="button"
            class="button"
            data-size="small"
            data-kind="quiet"
            onClick={() => setAll(true)}
          >
            {text.value.ui.more}
          </button>
        )}
      </div>
      {recording && (
        <ContactDialog
          residentId={id}
          name={name}
          today={care.today}
          record={(contact) => recordContact(contact, { name, changed: reload })}
          onClose={() => setRecording(false)}
        />
      )}
    </Card>
  )
}
