// Ten seconds to take back what one has just done, counted down on the button.

import { now } from '../live/clock.ts'
import type { Alert } from '../server-types.ts'
import { me } from '../session/session.ts'
import { text } from '../text/text.ts'
import { act, inFlight } from './act.ts'

/** Whole seconds in which this person can still take back their last act; 0 when there is nothing to take back. */
const secondsLeft = ({ undo }: Alert): number =>
  undo === undefined || undo.by !== me.value?.personId
    ? 0
    : Math.max(0, Math.ceil((undo.until - now.value) / 1_000))

export const UndoButton = ({ alert, large = false }: { alert: Alert; large?: boolean }) => {
  // An alert without one does not tick.
  if (alert.undo === undefined) return null
  const left = secondsLeft(alert)
  if (left === 0) return null
  return (
    <button
      type="button"
      class="button"
      data-size={large ? 'large' : undefined}
      disabled={inFlight.value.has(alert.id)}
      data-testid="action-undo"
      onClick={() => void act(alert.id, { action: 'undo' })}
    >
      {text.value.actions.undo(left)}
    </button>
  )
}
