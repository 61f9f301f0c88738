// The small controls every page carries: the mark, language, theme, account, the state of the connection.

import { computed } from '@preact/signals'
import { Icon } from '../design/icon.tsx'
import { sayProblem } from '../design/toast.tsx'
import { dataAgeSeconds } from '../format/time.ts'
import { now } from '../live/clock.ts'
import { link } from '../live/connection.ts'
import { lastFrameAt } from '../live/store.ts'
import { logOut, me } from '../session/session.ts'
import { chooseLocale, locale, nameOf, text } from '../text/text.ts'
import { navigate } from './navigation.tsx'
import { chooseTheme, type ThemeChoice, theme, themeChoice } from './theme.ts'

export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="#0d6b6f" />
    <path
      d="M5 17h5l3-8 5 14 3-6h6"
      fill="none"
      stroke="#fff"
      stroke-width="2.6"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
)

/** Simulated data says so on every page. */
export const DemoMark = () =>
  me.value?.demo === true ? (
    <span class="demo-mark" title={text.value.nav.demoHint}>
      {text.value.nav.demo}
    </span>
  ) : null

export const LanguageSwitch = () => {
  const other = locale.value === 'en' ? 'zh-CN' : 'en'
  return (
    <button
      type="button"
      class="button"
      data-kind="quiet"
      lang={other}
      title={text.value.settings.language}
      data-testid="language-switch"
      onClick={() => chooseLocale(other)}
    >
      {other === 'en' ? 'English' : '中文'}
    </button>
  )
}

const nextChoice: Readonly<Record<ThemeChoice, ThemeChoice>> = { auto: 'light', light: 'dark', dark: 'auto' }

export const ThemeSwitch = () => {
  const words = text.value.settings
  const label = { auto: words.themeAuto, light: words.themeLight, dark: words.themeDark }[themeChoice.value]
  const icon = themeChoice.value === 'auto' ? 'auto' : theme.value === 'dark' ? 'moon' : 'sun'
  return (
    <button
      type="button"
      class="button"
      data-kind="quiet"
      data-square
      title={`${words.theme}: ${label}`}
      aria-label={`${words.theme}: ${label}`}
      data-testid="theme-switch"
      data-theme-choice={themeChoice.value}
      onClick={() => chooseTheme(nextChoice[themeChoice.value])}
    >
      <Icon name={icon} />
    </button>
  )
}

export const Account = () => {
  const person = me.value
  if (person === null) return null
  const words = text.value
  const leave = async (): Promise<void> => {
    const code = await logOut()
    if (code === null) navigate('/', 'replace')
    else sayProblem(code)
  }
  return (
    <details
      class="account"
      onFocusOut={(event) => {
        const to = event.relatedTarget
        if (!(to instanceof Node && event.currentTarget.contains(to))) event.currentTarget.open = false
      }}
    >
      <summary class="button" data-kind="quiet" data-testid="account" title={words.account.menu}>
        <Icon name="person" />
        <span class="account-name">{nameOf(person)}</span>
      </summary>
      <div class="account-menu card">
        <p class="muted">{words.account.signedInAs}</p>
        <p>
          <strong>{nameOf(person)}</strong>
          <br />
          {words.role[person.role]}
        </p>
        <button type="button" class="button" data-testid="logout" onClick={leave}>
          <Icon name="logout" />
          {words.account.logout}
        </button>
      </div>
    </details>
  )
}

/** Seconds since the last frame on this machine's own clock, null while the page is current. */
const staleFor = computed(() => {
  now.value // Looks again each second.
  return dataAgeSeconds(lastFrameAt.value, Date.now())
})

export const isStale = computed(() => staleFor.value !== null)

/** "Live", or how old the data is and that the page is trying. */
export const LinkState = () => {
  const words = text.value.link
  const age = staleFor.value
  const state = link.value
  const current = state === 'live' && age === null
  const label =
    state === 'live'
      ? words.live
      : state === 'offline'
        ? words.offline
        : state === 'connecting'
          ? words.connecting
          : words.reconnecting
  return (
    <span class="link-state" data-state={current ? 'live' : 'stale'} data-testid="link-state">
      <span class="link-dot" />
      {(current || state !== 'live') && <span>{label}</span>}
      {age !== null && <strong data-testid="data-age">{words.data(age)}</strong>}
    </span>
  )
}
