// The one switch "notify me on this phone", or what to do where this browser cannot. Nothing where the site does not
// offer it.

import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import { type PushFailure, pushState, refreshPush, switchPushOff, switchPushOn } from '../session/push.ts'
import { text } from '../text/text.ts'

const Hindrance = ({ title, steps }: { title: string; steps: readonly string[] }) => (
  <section class="family-push family-push-other" data-testid="push-hindrance">
    <strong>
      <Icon name="bell" />
      {title}
    </strong>
    {steps.length === 1 ? (
      <p>{steps[0]}</p>
    ) : (
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    )}
  </section>
)

export const PushSwitch = () => {
  const words = text.value.phone
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<PushFailure | null>(null)
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === 'visible') void refreshPush()
    }
    look()
    // Back from the browser's settings, or from the home screen: it may be otherwise now.
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  const state = pushState.value
  if (state === 'unknown' || state === 'absent') return null
  if (state === 'weChat' || state === 'homeScreen' || state === 'insecure' || state === 'unsupported')
    return <Hindrance {...words.hindrance[state]} />
  const on = state === 'on'
  const turn = async () => {
    setBusy(true)
    setFailure(null)
    if (on) await switchPushOff()
    else setFailure(await switchPushOn())
    setBusy(false)
  }
  return (
    <section class="family-push" data-testid="push-switch" data-state={state}>
      <button
        type="button"
        role="switch"
        class="button"
        data-size="large"
        aria-checked={on}
        disabled={busy || state === 'blocked'}
        onClick={() => void turn()}
      >
        <Icon name={on ? 'check' : 'bell'} />
        {busy ? words.busy : on ? words.on : words.off}
      </button>
      <p class={failure === null && state !== 'blocked' ? 'muted small' : 'fault'} role="status">
        {state === 'blocked' ? words.failure.blocked : failure === null ? words.hint : words.failure[failure]}
      </p>
    </section>
  )
}
