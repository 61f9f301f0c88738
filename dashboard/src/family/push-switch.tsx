// The one switch "notify me on this phone". Nothing is shown where the site or the browser does not offer it.

import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../design/icon.tsx'
import { pushState, refreshPush, switchPushOff, switchPushOn } from '../session/push.ts'
import { text } from '../text/text.ts'

export const PushSwitch = () => {
  const words = text.value.family
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  useEffect(() => void refreshPush(), [])
  const state = pushState.value
  if (state === 'unknown' || state === 'unavailable') return null
  const on = state === 'on'
  const turn = async () => {
    setBusy(true)
    setFailed(false)
    if (on) await switchPushOff()
    else setFailed((await switchPushOn()) === 'failed')
    setBusy(false)
  }
  return (
    <section class="family-push" data-testid="push-switch">
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
        {on ? words.pushOn : words.pushOff}
      </button>
      <p class="muted small" role="status">
        {state === 'blocked' ? words.pushBlocked : failed ? words.pushFailed : words.pushHint}
      </p>
    </section>
  )
}
