// The rain warning in force, across the page: by colour, by word and by shape (one to four drops); and the way to set
// one for those who may.

import { useState } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import { preciseText } from '../format/time.ts'
import { withUnit } from '../format/values.ts'
import { slowNow } from '../live/clock.ts'
import { communities, drains, weather } from '../live/store.ts'
import type { RainWarning, WeatherView } from '../server-types.ts'
import { maySilence } from '../session/session.ts'
import { route } from '../shell/navigation.tsx'
import { locale, nameOf, text } from '../text/text.ts'
import { COLOURS, inForce } from './warnings.ts'
import { WeatherDialog } from './weather-dialog.tsx'
import './weather.css'

/** One drop for blue, four for red. */
const Drops = ({ warning }: { warning: RainWarning }) => {
  const count = COLOURS.indexOf(warning) + 1
  return (
    <svg width={12 * count} height="20" viewBox={`0 0 ${12 * count} 20`} aria-hidden="true">
      {COLOURS.slice(0, count).map((colour, i) => (
        <path
          key={colour}
          transform={`translate(${12 * i} 0)`}
          d="M6 2c2.6 4.4 4.4 7 4.4 9.7a4.4 4.4 0 0 1-8.8 0C1.6 9 3.4 6.400 6 2z"
          fill="currentColor"
        />
      ))}
    </svg>
  )
}

const Banner = ({ view, onChange }: { view: WeatherView; onChange: () => void }) => {
  const words = text.value
  const own = words.weather
  const now = slowNow.value
  const place = communities.value.find(({ id }) => id === view.communityId)
  const several = communities.value.length > 1
  const moment = (at: number): string => preciseText(locale.value, at, now)
  return (
    <div class="weather-banner" data-warning={view.warning} role="status" data-testid="banner-weather">
      <Drops warning={view.warning} />
      <strong>
        {own.banner(own.warning[view.warning] ?? view.warning)}
        {several && place !== undefined ? own.ofPlace(nameOf(place)) : ''}
      </strong>
      <span>{own.since(moment(view.since))}</span>
      <span>{view.until === null ? own.untilLifted : own.until(moment(view.until))}</span>
      <span>{own.source(view.source)}</span>
      {view.rainMm !== undefined && <span>{own.rain(withUnit(words, 'rain', view.rainMm))}</span>}
      {maySilence.value && (
        <button
          type="button"
          class="button"
          data-size="small"
          data-testid="weather-change"
          onClick={onChange}
        >
          {own.open}
        </button>
      )}
    </div>
  )
}

export const WeatherBanner = () => {
  const [open, setOpen] = useState<string | null>(null)
  const shown = inForce(weather.value.values(), slowNow.value)
  const offers =
    shown.length === 0 && maySilence.value && drains.value.length > 0 && route.value.page === 'home'
  const first = communities.value[0]?.id
  return (
    <>
      {shown.map((view) => (
        <Banner key={view.communityId} view={view} onChange={() => setOpen(view.communityId)} />
      ))}
      {offers && first !== undefined && (
        <div class="weather-none">
          <button
            type="button"
            class="button"
            data-kind="quiet"
            data-size="small"
            data-testid="weather-open"
            onClick={() => setOpen(first)}
          >
            <Icon name="level" size={16} />
            {text.value.weather.open}
          </button>
        </div>
      )}
      {open !== null && <WeatherDialog communityId={open} onClose={() => setOpen(null)} />}
    </>
  )
}
