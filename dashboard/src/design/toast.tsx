// Short messages at the bottom of the page: what was saved, what failed. Read aloud politely.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { text } from '../text/text.ts'
import { Icon } from './icon.tsx'

type Toast = Readonly<{ id: number; words: string; tone: 'done' | 'fault'; undo?: () => void }>

const toasts = signal<readonly Toast[]>([])
let nextId = 1
const MOST_AT_ONCE = 3

const drop = (id: number): void => {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

const show = (toast: Omit<Toast, 'id'>, forMs: number): void => {
  const id = nextId
  nextId += 1
  toasts.value = [...toasts.value, { ...toast, id }].slice(-MOST_AT_ONCE)
  setTimeout(() => drop(id), forMs)
}

export const say = (words: string, tone: Toast['tone'] = 'done'): void =>
  show({ words, tone }, tone === 'fault' ? 8_000 : 4_000)

/** What was done, with a button that takes it back for as long as that is possible. */
export const sayUndoable = (words: string, forMs: number, undo: () => void): void =>
  show({ words, tone: 'done', undo }, Math.max(0, forMs))

/** Says a problem code in the reader's words. */
export const sayProblem = (code: string): void =>
  say(text.value.problem[code] ?? `${text.value.problem.internal} (${code})`, 'fault')

export const Toasts = () => {
  const ref = useRef<HTMLDivElement>(null)
  const shown = toasts.value
  useEffect(() => {
    const element = ref.current
    // In the top layer a toast is seen above a modal dialog; older browsers show it below.
    if (element === null || typeof element.showPopover !== 'function') return
    if (element.matches(':popover-open')) element.hidePopover()
    if (shown.length > 0) element.showPopover()
  }, [shown])
  return (
    <div class="toasts" ref={ref} popover="manual" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} class="toast" data-tone={toast.tone} data-testid="toast">
          <Icon name={toast.tone === 'fault' ? 'help' : 'check'} />
          <span>{toast.words}</span>
          {toast.undo !== undefined && (
            <button
              type="button"
              class="toast-undo"
              data-testid="toast-undo"
              onClick={() => {
                drop(toast.id)
                toast.undo?.()
              }}
            >
              {text.value.actions.undoShort}
            </button>
          )}
        </div>
      ))}
    </div>
  )
}
