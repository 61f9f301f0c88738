// "I am on the way", "I am there": one tap each, for staff and family alike.

import { Icon } from '../design/icon.tsx'
import type { Alert } from '../server-types.ts'
import { me } from '../session/session.ts'
import { text } from '../text/text.ts'
import { act, inFlight } from './act.ts'

/** The next of the two that this person can say; nothing once they are there. */
export const GoButtons = ({ alert, large = false }: { alert: Alert; large?: boolean }) => {
  const words = text.value.actions
  const mine = alert.attending?.find(({ personId }) => personId === me.value?.personId)
  if (mine?.arrivedAt !== undefined) return null
  const action = mine === undefined ? 'onTheWay' : 'arrived'
  return (
    <button
      type="button"
      class="button"
      data-kind={mine === undefined ? undefined : 'primary'}
      data-size={large || mine !== undefined ? 'large' : undefined}
      disabled={inFlight.value.has(alert.id)}
      data-testid={`action-${action}`}
      onClick={() => void act(alert.id, { action })}
    >
      <Icon name={action === 'onTheWay' ? 'steps' : 'place'} />
      {words[action]}
    </button>
  )
}
