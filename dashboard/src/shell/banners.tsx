// What must be seen across the whole page: the gateway in trouble, an SOS that was not stored, old data, no sound.

import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { momentText } from '../format/time.ts'
import {
  channelsDown,
  dismissUnstoredSos,
  hasSnapshot,
  lastFrameAt,
  rulesTrouble,
  storeTrouble,
  unstoredSos,
} from '../live/store.ts'
import { me } from '../session/session.ts'
import { locale, text } from '../text/text.ts'
import { WeatherBanner } from '../weather/weather-banner.tsx'
import { isStale } from './controls.tsx'
import { SoundPrompt } from './header.tsx'
import { PolicyBanner } from './policy-banner.tsx'

const Unstored = () => {
  const lost = unstoredSos.value
  const words = text.value.trouble
  if (lost.length === 0) return null
  return (
    <div class="banner" data-tone="critical" role="alert" data-testid="banner-unstored-sos">
      <Glyph shape="critical" size={22} />
      <div class="banner-lines">
        {lost.map((one, i) => {
          const device = one.facts.deviceId ?? one.facts.device
          return (
            <p key={`${one.at}-${i}`}>
              {device === undefined ? words.unstoredSosUnknown : words.unstoredSos(String(device))}
            </p>
          )
        })}
      </div>
      <button type="button" class="button" data-size="small" onClick={dismissUnstoredSos}>
        {words.dismiss}
      </button>
    </div>
  )
}

export const Banners = () => {
  const words = text.value
  return (
    <div class="banners">
      {me.value?.role !== 'family' && <Unstored />}
      {storeTrouble.value !== null && me.value?.role !== 'family' && (
        <div class="banner" data-tone="critical" role="alert" data-testid="banner-store">
          <Glyph shape="critical" size={22} />
          <p>{words.trouble.storeUnavailable}</p>
        </div>
      )}
      {rulesTrouble.value !== null && me.value?.role !== 'family' && (
        <div class="banner" data-tone="warning" role="status" data-testid="banner-rules">
          <Glyph shape="warning" size={22} />
          <p>
            {words.trouble.rulesRefused(
              Number(rulesTrouble.value.facts.faults ?? 0),
              String(rulesTrouble.value.facts.first ?? ''),
            )}
          </p>
        </div>
      )}
      <PolicyBanner />
      {channelsDown.value.size > 0 && me.value?.role !== 'family' && (
        <div class="banner" data-tone="warning" role="status" data-testid="banner-channels">
          <Glyph shape="warning" size={22} />
          <p>
            {words.trouble.channelsDown(
              [...channelsDown.value.values()].map(({ facts }) => {
                const channel = String(facts.channel ?? '')
                return words.channel[channel] ?? channel
              }),
            )}
          </p>
        </div>
      )}
      {hasSnapshot.value && me.value?.role !== 'family' && <WeatherBanner />}
      {isStale.value && hasSnapshot.value && (
        <div class="banner" data-tone="warning" role="status" data-testid="banner-stale">
          <Icon name="clock" />
          <p>{words.link.stalePage(momentText(locale.value, lastFrameAt.value ?? 0, Date.now()))}</p>
        </div>
      )}
      {me.value?.role !== 'family' && <SoundPrompt />}
    </div>
  )
}
