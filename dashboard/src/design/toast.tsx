// Short messages at the bottom of the page: what was saved, what failed. Read aloud politely.

import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { text } from '../text/text.ts'
import { Icon } from './icon.tsx'

type Toast = Readonly<{ id: number; words: string; tone: 'done' | 'fault' }>

const toasts = signal<readonly Toast[]>([])
let nextId = 1
const MOST_AT_ONCE = 3

export const say = (words: string, tone: Toast['tone'] = 'done'): void => {
  const id = nextId
  nextId += 1
  toasts.value = [...toasts.value, { id, words, tone }].slice(-MOST_AT_ONCE)
  setTimeout(
    () => {
      toasts.value = toasts.value.filter((toast) => toast.id !== id)
    },
    tone === 'fault' ? 8_000 : 4_000,
  )
}

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
        </div>
      ))}
    </div>
  )
}
