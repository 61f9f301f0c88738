// "I cannot go", for staff and family alike: who may still say it, and what it means as things stand.

import { Icon } from '../design/icon.tsx'
import type { Alert } from '../server-types.ts'
import { isStaff, me } from '../session/session.ts'
import { text } from '../text/text.ts'
import { inFlight } from './act.ts'

const isMine = ({ acknowledgedBy, assignedTo, attending = [] }: Alert, personId: string): boolean =>
  acknowledgedBy === personId ||
  assignedTo?.personId === personId ||
  attending.some((one) => one.personId === personId)

/** Not whoever is there, and not twice: until something of it is theirs again, once is enough. */
const mayDecline = (alert: Alert, personId: string): boolean => {
  const { attending = [], declined = [] } = alert
  if (attending.some((one) => one.personId === personId && one.arrivedAt !== undefined)) return false
  return isMine(alert, personId) || !declined.includes(personId)
}

/** What comes of it, in plain words, before it is done. */
export const declineLead = ({ status, acknowledgedBy, attending = [] }: Alert): string => {
  const words = text.value.actions
  const myId = me.value?.personId
  const others = attending.some(({ personId }) => personId !== myId)
  if (status === 'acknowledged' && acknowledgedBy === myId && !others)
    return isStaff.value ? words.declineMine : words.declineFamilyMine
  if (!isStaff.value) return words.declineFamily
  return status === 'acknowledged' ? words.declineShared : words.declineOpen
}

type ButtonProps = { alert: Alert; large?: boolean; onAsk: () => void }

/** Asks first: what it sets going reaches other people within the second. */
export const DeclineButton = ({ alert, large = false, onAsk }: ButtonProps) => {
  const myId = me.value?.personId
  if (alert.status === 'resolved' || myId === undefined || !mayDecline(alert, myId)) return null
  return (
    <button
      type="button"
      class="button"
      data-size={large ? 'large' : undefined}
      disabled={inFlight.value.has(alert.id)}
      data-testid="action-decline"
      onClick={onAsk}
    >
      <Icon name="close" size={16} />
      {text.value.actions.decline}
    </button>
  )
}
