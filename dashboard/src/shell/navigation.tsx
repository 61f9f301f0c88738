// The address bar as a signal, and links that change it without loading a page.

import { computed, signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { alertInQuery, parseRoute } from './route.ts'

const address = signal({ path: location.pathname, query: location.search })
const readAddress = (): void => {
  address.value = { path: location.pathname, query: location.search }
}
addEventListener('popstate', readAddress)

export const path = computed(() => address.value.path)
export const route = computed(() => parseRoute(path.value))
/** The alert whose dialog is open; part of the address, so that it can be shared and Back closes it. */
export const shownAlert = computed(() => alertInQuery(address.value.query))

export const navigate = (to: string, how: 'push' | 'replace' = 'push'): void => {
  if (to === location.pathname + location.search) return
  if (how === 'replace') history.replaceState(null, '', to)
  else history.pushState(null, '', to)
  const pageChanged = location.pathname !== address.peek().path
  readAddress()
  if (pageChanged) scrollTo(0, 0)
}

/** What the dialog should offer first when it opens by a key. */
type KeyForm = 'comment' | 'resolve' | 'decline'
export const shownAlertForm = signal<KeyForm | null>(null)

export const showAlert = (id: number, form: KeyForm | null = null): void => {
  shownAlertForm.value = form
  navigate(`${location.pathname}?alert=${id}`, shownAlert.peek() === null ? 'push' : 'replace')
}

export const hideAlert = (): void => {
  shownAlertForm.value = null
  navigate(location.pathname)
}

type LinkProps = {
  to: string
  class?: string
  current?: boolean
  label?: string | undefined
  testid?: string
  children: ComponentChildren
}

export const Link = ({ to, class: name, current, label, testid, children }: LinkProps) => (
  <a
    href={to}
    class={name}
    aria-current={current === true ? 'page' : undefined}
    aria-label={label}
    data-testid={testid}
    onClick={(event) => {
      // A modified click opens a tab, as everywhere else.
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      navigate(to)
    }}
  >
    {children}
  </a>
)
