// The way to the other pages: what is needed on every shift stands in the bar, the rest behind one button, so that the
// bar fits an old screen in either language and the bottom of a phone.

import { useRef } from 'preact/hooks'
import { Icon, type IconName } from '../design/icon.tsx'
import { openAlerts } from '../live/store.ts'
import { maySeeDevices, me } from '../session/session.ts'
import { text } from '../text/text.ts'
import { Link, route } from './navigation.tsx'

type Item = Readonly<{ to: string; label: string; icon: IconName; pages: readonly string[] }>

function items(): Readonly<{ first: readonly Item[]; more: readonly Item[] }> {
  const { nav, review, roster, handover, figures, reports, answers } = text.value
  const isOffice = maySeeDevices.value
  const item = (to: string, label: string, icon: IconName, ...also: string[]): Item => ({
    to,
    label,
    icon,
    pages: [to === '/' ? 'home' : to.slice(1), ...also],
  })
  return {
    first: [
      item('/', nav.board, 'board'),
      item('/alerts', nav.alerts, 'bell'),
      item('/review', review.nav, 'phone'),
      // Grid workers are on duty by their grid, whatever the roster says.
      ...(isOffice ? [item('/roster', roster.nav, 'calendar')] : []),
      item('/handover', handover.nav, 'copy'),
    ],
    more: [
      ...(isOffice ? [item('/answers', answers.nav, 'message')] : []),
      item('/silences', nav.silences, 'mute'),
      item('/rules', nav.rules, 'level', 'rule'),
      ...(isOffice ? [item('/figures', figures.nav, 'chart'), item('/reports', reports.nav, 'report')] : []),
      item('/proven', nav.proven, 'check'),
      ...(isOffice ? [item('/devices', nav.devices, 'device')] : []),
      ...(me.value?.demo === true ? [item('/phones', nav.phones, 'message')] : []),
    ],
  }
}

const NavLink = ({ to, label, icon, pages }: Item) => {
  const at = route.value.page
  return (
    <Link to={to} current={pages.includes(at)} testid={`nav-${to === '/' ? 'board' : to.slice(1)}`}>
      <Icon name={icon} />
      <span>{label}</span>
      {to === '/' && at !== 'home' && openAlerts.value.length > 0 && (
        <b class="nav-count">{openAlerts.value.length}</b>
      )}
    </Link>
  )
}

const More = ({ items: more }: { items: readonly Item[] }) => {
  const menu = useRef<HTMLDetailsElement>(null)
  const words = text.value.nav
  const here = more.find(({ pages }) => pages.includes(route.value.page))
  const close = (focus: boolean): void => {
    if (menu.current === null) return
    menu.current.open = false
    if (focus) menu.current.querySelector('summary')?.focus()
  }
  return (
    <details
      ref={menu}
      class="nav-more"
      onFocusOut={(event) => {
        const to = event.relatedTarget
        if (!(to instanceof Node && event.currentTarget.contains(to))) close(false)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || menu.current?.open !== true) return
        event.stopPropagation()
        close(true)
      }}
    >
      <summary data-current={here !== undefined || undefined} data-testid="nav-more">
        <Icon name="more" />
        <span>{here?.label ?? words.more}</span>
        <Icon name="down-small" size={14} />
      </summary>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: its links take the keyboard; this only closes behind them */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same */}
      <div class="nav-menu card" onClick={() => close(false)}>
        {more.map((item) => (
          <NavLink key={item.to} {...item} />
        ))}
      </div>
    </details>
  )
}

export const Navigation = () => {
  const { first, more } = items()
  return (
    <nav class="nav" aria-label={text.value.nav.main}>
      {first.map((item) => (
        <NavLink key={item.to} {...item} />
      ))}
      <More items={more} />
    </nav>
  )
}
