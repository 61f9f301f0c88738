// One line for the system's alerts about itself: they are nobody's call for help and in no other figure.

import { durationText } from '../format/time.ts'
import type { Figures } from '../server-types.ts'
import { text } from '../text/text.ts'

export const OwnLine = ({ own }: Pick<Figures, 'own'>) => {
  if (own.alerts === 0) return null
  const words = text.value.figures
  const { p50 } = own.acknowledge
  return (
    <p class="muted small" data-testid="figures-own">
      {words.own(own.alerts, p50 === undefined ? undefined : durationText(text.value, p50))}
    </p>
  )
}
