// How a form in a dialog ends: what is wrong with it, the way out, the way on.

import type { ComponentChildren } from 'preact'
import { text } from '../text/text.ts'

type Props = {
  fault?: string | null
  /** Absent: `children` stand where the way out would. */
  onCancel?: () => void
  /** Absent while there is nothing to send. */
  submit?: string | undefined
  tone?: 'primary' | 'danger'
  disabled: boolean
  testid: string
  children?: ComponentChildren
}

export const FormFoot = (props: Props) => {
  const { fault, onCancel, submit, tone = 'primary', disabled, testid, children } = props
  return (
    <>
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <div class="action-form-foot">
        {children}
        {onCancel !== undefined && (
          <button type="button" class="button" data-kind="quiet" onClick={onCancel}>
            {text.value.ui.cancel}
          </button>
        )}
        {submit !== undefined && (
          <button type="submit" class="button" data-kind={tone} disabled={disabled} data-testid={testid}>
            {submit}
          </button>
        )}
      </div>
    </>
  )
}
