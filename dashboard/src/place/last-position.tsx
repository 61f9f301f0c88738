// The last known position: how exact, how old, and how far outside the safe zone. The link opens the reader's own map
// (RFC 5870, WGS-84); nothing is sent to anybody.

import { distanceText } from '../format/circumstances-text.ts'
import { momentText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type { ResidentTile } from '../server-types.ts'
import { locale, text } from '../text/text.ts'

export const LastPosition = ({
  position,
  outsideMetres,
}: {
  position: NonNullable<ResidentTile['position']>
  outsideMetres: number | undefined
}) => {
  const { place, circumstances } = text.value
  const coordinates = `${position.latitude.toFixed(5)},${position.longitude.toFixed(5)}`
  const notes = [
    ...(position.accuracyMetres === null ? [] : [place.accuracy(Math.round(position.accuracyMetres))]),
    ...(outsideMetres === undefined
      ? []
      : [
          outsideMetres === 0
            ? circumstances.inZone
            : circumstances.fromBorder(distanceText(text.value, outsideMetres)),
        ]),
    momentText(locale.value, position.at, slowNow.value),
  ]
  return (
    <span>
      <a
        class="mono"
        href={`geo:${coordinates}${position.accuracyMetres === null ? '' : `;u=${Math.round(position.accuracyMetres)}`}`}
        title={circumstances.map}
      >
        {coordinates.replace(',', ', ')}
      </a>{' '}
      <span class="muted">{notes.join(' · ')}</span>
    </span>
  )
}
