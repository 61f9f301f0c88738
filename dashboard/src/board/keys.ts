// The keyboard of the board: one hand, one key, at three in the morning. Silent while somebody types.

import { signal } from '@preact/signals'
import { act } from '../alert/act.ts'
import { openAlerts } from '../live/store.ts'
import { hideAlert, showAlert, shownAlert } from '../shell/navigation.tsx'
import { moveSelection, selected } from './selection.ts'
import { hush } from './sound.ts'

export const keysShown = signal(false)

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** The alert a key is about: the open dialog's, else the selected one, else the first that waits. */
const subject = (): number | null =>
  shownAlert.peek() ?? selected.peek()?.id ?? openAlerts.peek()[0]?.id ?? null

const onKey = (event: KeyboardEvent): void => {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  const id = subject()
  const dialogOpen = shownAlert.peek() !== null
  switch (event.key) {
    case 'j':
    case 'ArrowDown':
    case 'k':
    case 'ArrowUp':
      if (dialogOpen || (event.key.startsWith('Arrow') && event.target !== document.body)) return
      moveSelection(event.key === 'j' || event.key === 'ArrowDown' ? 1 : -1)
      break
    case 'Enter':
      // On a focused control Enter is that control's own.
      if (dialogOpen || event.target !== document.body || selected.peek() === null || id === null) return
      showAlert(id)
      break
    case 'a':
      if (id === null) return
      void act(id, { action: 'acknowledge' })
      break
    case 'c':
    case 'r':
      if (id === null) return
      showAlert(id, event.key === 'c' ? 'comment' : 'resolve')
      break
    case 'm':
      hush()
      break
    case '/': {
      const search = document.getElementById('wall-search')
      if (search === null || dialogOpen) return
      search.focus()
      break
    }
    case '?':
      if (dialogOpen) hideAlert()
      keysShown.value = !keysShown.peek()
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
