// The native dialog as a part: modal, so focus stays inside and Esc closes; focus returns to where it came from.

import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { text } from '../text/text.ts'
import { Icon } from './icon.tsx'

type DialogProps = {
  title: ComponentChildren
  onClose: () => void
  wide?: boolean
  tone?: string | undefined
  testid?: string
  footer?: ComponentChildren
  children: ComponentChildren
}

export const Dialog = ({ title, onClose, wide = false, tone, testid, footer, children }: DialogProps) => {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    dialog?.showModal()
    // Never start on a button: an Enter meant for the card behind must not press it.
    const wanted =
      dialog?.querySelector<HTMLElement>('[autofocus]') ?? dialog?.querySelector<HTMLElement>('.body')
    wanted?.focus()
    return () => {
      if (dialog?.open === true) dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes a modal dialog natively; the click is on the backdrop.
    <dialog
      ref={ref}
      class="dialog"
      data-wide={wide || undefined}
      data-tone={tone}
      data-testid={testid}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose()
      }}
    >
      <header>
        <h2>{title}</h2>
        <button
          type="button"
          class="button"
          data-kind="quiet"
          data-square
          aria-label={text.value.ui.close}
          data-testid="dialog-close"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="body" tabIndex={-1}>
        {children}
      </div>
      {footer !== undefined && <footer>{footer}</footer>}
    </dialog>
  )
}
