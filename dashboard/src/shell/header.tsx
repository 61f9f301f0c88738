// The bar across the top of every staff page: where we are, whether the data is current, and the reader's switches.

import { keysShown } from '../board/keys.ts'
import { canHush, enableSound, hush, soundAllowed, soundOn, toggleSound } from '../board/sound.ts'
import { Glyph } from '../design/glyph.tsx'
import { Icon } from '../design/icon.tsx'
import { community, counts, hasSnapshot } from '../live/store.ts'
import type { Condition } from '../server-types.ts'
import { nameOf, text } from '../text/text.ts'
import { Account, DemoMark, LanguageSwitch, LinkState, Logo, ThemeSwitch } from './controls.tsx'
import { Navigation } from './main-nav.tsx'
import { Link, route } from './navigation.tsx'

const Counts = () => {
  if (!hasSnapshot.value) return null
  const words = text.value
  const shown: readonly Condition[] = ['alarm', 'unknown', 'fine']
  return (
    <ul class="counts" aria-label={words.board.counts}>
      {shown.map((condition) => (
        <li
          key={condition}
          data-condition={condition}
          data-some={counts.value[condition] > 0}
          title={words.state[condition]}
          data-testid={`count-${condition}`}
        >
          <Glyph shape={condition} size={16} />
          <span>{words.state[condition]}</span>
          <strong>{counts.value[condition]}</strong>
        </li>
      ))}
    </ul>
  )
}

const SoundSwitch = () => {
  const words = text.value.settings
  const label = soundOn.value ? words.soundOn : words.soundOff
  return (
    <button
      type="button"
      class="button"
      data-kind="quiet"
      data-square
      data-off={!soundOn.value || undefined}
      aria-pressed={soundOn.value}
      aria-label={label}
      title={label}
      data-testid="sound-switch"
      onClick={toggleSound}
    >
      <Icon name={soundOn.value ? 'sound' : 'mute'} />
    </button>
  )
}

export const SoundPrompt = () => {
  const words = text.value.settings
  if (!soundOn.value || soundAllowed.value) return null
  return (
    <div class="banner" data-tone="info" role="status" data-testid="sound-prompt">
      <Icon name="mute" />
      <span>{words.soundBlocked}</span>
      <button type="button" class="button" data-size="small" data-kind="primary" onClick={enableSound}>
        {words.soundEnable}
      </button>
    </div>
  )
}

/** The key of a button, named where it works. */
const keyed = (key: string): string => (route.value.page === 'home' ? ` (${key})` : '')

export const Header = () => {
  const words = text.value
  const place = community.value
  return (
    <header class="header">
      <Link to="/" class="brand" label={words.app.name}>
        <Logo />
        <span class="brand-words">
          <strong>{words.app.name}</strong>
          {place !== undefined && <span>{nameOf(place)}</span>}
        </span>
      </Link>
      <Navigation />
      <Counts />
      <div class="header-side">
        <DemoMark />
        <LinkState />
        {canHush.value && (
          <button
            type="button"
            class="button"
            data-size="small"
            data-testid="hush"
            title={words.settings.hush + keyed('m')}
            onClick={hush}
          >
            <Icon name="mute" size={16} />
            {words.settings.hushShort}
          </button>
        )}
        <SoundSwitch />
        <LanguageSwitch />
        <ThemeSwitch />
        <button
          type="button"
          class="button wide-only"
          data-kind="quiet"
          data-square
          aria-label={words.settings.help}
          title={words.settings.help + keyed('?')}
          onClick={() => {
            keysShown.value = true
          }}
        >
          <Icon name="help" />
        </button>
        <Account />
      </div>
    </header>
  )
}
