// The elder's own telephone and the contacts, each a call away.

import { Icon } from '../design/icon.tsx'
import type { ResidentDetail } from '../server-types.ts'
import { nameOf, text } from '../text/text.ts'

export const Call = ({ phone, label }: { phone: string; label: string }) => (
  <a class="call" href={`tel:${phone.replace(/[^\d+]/g, '')}`} aria-label={`${label} ${phone}`}>
    <Icon name="phone" size={16} />
    {phone}
  </a>
)

export const Contacts = ({ detail }: { detail: ResidentDetail }) => {
  const words = text.value.place
  const own = detail.phone
  return (
    <ul class="contacts">
      {own !== undefined && (
        <li>
          <strong>{nameOf(detail.tile)}</strong>
          <Call phone={own} label={words.call} />
        </li>
      )}
      {detail.caregivers.map((caregiver) => (
        <li key={`${caregiver.name} ${caregiver.relation}`}>
          <span>
            <strong>{caregiver.name}</strong> <span class="muted">{caregiver.relation}</span>
          </span>
          {caregiver.phone !== undefined && <Call phone={caregiver.phone} label={words.call} />}
        </li>
      ))}
      {own === undefined && detail.caregivers.length === 0 && <li class="muted">{words.noContacts}</li>}
    </ul>
  )
}
