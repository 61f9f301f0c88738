// The keyboard of the board: one hand, one key, at three in the morning. Only there: silent on every other page, while
// somebody types, and while a dialog is open, where a key that is pressed by mistake must not act on an alert behind it.

import { signal } from '@preact/signals'
import { act } from '../alert/act.ts'
import { openAlerts } from '../live/store.ts'
import { route, showAlert } from '../shell/navigation.tsx'
import { moveSelection, selected } from './selection.ts'
import { hush } from './sound.ts'

export const keysShown = signal(false)

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Keys that open an alert with one of its forms. */
const FORMS = { c: 'comment', r: 'resolve', x: 'decline' } as const

/** The board is what is in front: no other page, no dialog upon it. */
const isInFront = (): boolean =>
  route.peek().page === 'home' && document.querySelector('dialog[open]') === null

/** The alert a key is about: the selected one, else the first that waits. */
const subject = (): number | null => selected.peek()?.id ?? openAlerts.peek()[0]?.id ?? null

const onKey = (event: KeyboardEvent): void => {
  if (!isInFront() || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  const id = subject()
  switch (event.key) {
    case 'j':
    case 'ArrowDown':
    case 'k':
    case 'ArrowUp':
      if (event.key.startsWith('Arrow') && event.target !== document.body) return
      moveSelection(event.key === 'j' || event.key === 'ArrowDown' ? 1 : -1)
      break
    case 'Enter':
      // On a focused control Enter is that control's own.
      if (event.target !== document.body || selected.peek() === null || id === null) return
      showAlert(id)
      break
    case 'a':
      if (id === null) return
      void act(id, { action: 'acknowledge' })
      break
    case 'c':
    case 'r':
    case 'x':
      if (id === null) return
      showAlert(id, FORMS[event.key])
      break
    case 'm':
      hush()
      break
    case '/': {
      const search = document.getElementById('wall-search')
      if (search === null) return
      search.focus()
      break
    }
    case '?':
      keysShown.value = true
      break
    default:
      return
  }
  event.preventDefault()
}

/** Returns how to stop. */
export const startKeys = (): (() => void) => {
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}
