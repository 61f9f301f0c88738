// On a resident's page: when the SOS button was last proven, the test that is announced, and how to announce one.

import { useState } from 'preact/hooks'
import { personName } from '../alert/names.ts'
import { Icon } from '../design/icon.tsx'
import { Card, Choose } from '../design/parts.tsx'
import { countdownText, momentText } from '../format/time.ts'
import { now, slowNow } from '../live/clock.ts'
import type { ResidentTile } from '../server-types.ts'
import { showAlert } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'
import { announce, callOff } from './announce.ts'
import { isStale, provenText, STALE_DAYS, type TileTest, testState } from './test-state.ts'
import './proven.css'

const MINUTES = [5, 15, 30, 60]

/** What has become of the newest announcement; a later proof makes an old failure old news. */
export const TestLine = ({ tile, test }: { tile: ResidentTile; test: TileTest }) => {
  const words = text.value.test
  const at = (time: number): string => momentText(locale.value, time, slowNow.value)
  const { alertId, pressedAt } = test
  switch (testState(test, now.value)) {
    case 'waiting':
      return (
        <p class="test-line" data-state="waiting" data-testid="test-waiting">
          <Icon name="clock" />
          <span>{words.waiting(personName(test.by))}</span>
          <strong class="countdown">{countdownText(test.until, now.value)}</strong>
        </p>
      )
    case 'pressed':
      return (
        <p class="test-line" data-state="pressed" data-testid="test-pressed">
          <Icon name="check" />
          <span>{words.pressed(at(pressedAt ?? test.at))}</span>
          {alertId !== undefined && (
            <button type="button" class="button" data-size="small" onClick={() => showAlert(alertId)}>
              {words.show}
            </button>
          )}
        </p>
      )
    case 'calledOff':
      return (
        <p class="test-line muted" data-state="calledOff">
          {words.calledOff(at(test.endedAt ?? test.at))}
        </p>
      )
    case 'expired':
      return tile.proven !== undefined && tile.proven.at > test.until ? null : (
        <p class="test-line" data-state="expired" data-testid="test-expired">
          <Icon name="help" />
          <span>{words.expired(at(test.until))}</span>
        </p>
      )
  }
}

export const AnnounceForm = ({ residentId, onDone }: { residentId: string; onDone: () => void }) => {
  const words = text.value.test
  const [minutes, setMinutes] = useState(15)
  const [tellFamily, setTellFamily] = useState(false)
  const [busy, setBusy] = useState(false)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    const done = await announce(residentId, { minutes, tellFamily })
    setBusy(false)
    if (done) onDone()
  }
  return (
    <form
      class="test-form"
      data-testid="test-form"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onDone()
      }}
    >
      <p class="muted small">{words.announceLead}</p>
      <Choose
        label={words.minutes}
        value={String(minutes)}
        testid="test-minutes"
        onChange={(value) => setMinutes(Number(value))}
      >
        {MINUTES.map((n) => (
          <option key={n} value={n}>
            {words.minutesOption(n)}
          </option>
        ))}
      </Choose>
      <label class="test-family">
        <input
          type="checkbox"
          checked={tellFamily}
          data-testid="test-family"
          onChange={(event) => setTellFamily(event.currentTarget.checked)}
        />
        <span>{words.tellFamily}</span>
      </label>
      <div class="test-buttons">
        <button type="submit" class="button" data-kind="primary" disabled={busy} data-testid="test-start">
          {words.start}
        </button>
        <button type="button" class="button" data-kind="quiet" onClick={onDone}>
          {words.cancel}
        </button>
      </div>
    </form>
  )
}

/** The button, or what stands in its place. */
export const AnnounceButton = ({ tile, small = false }: { tile: ResidentTile; small?: boolean }) => {
  const words = text.value
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const isWaiting = tile.test !== undefined && testState(tile.test, now.value) === 'waiting'
  if (tile.deviceId === null) return <p class="muted small">{words.proven.noBand}</p>
  if (isWaiting)
    return (
      <button
        type="button"
        class="button"
        data-size={small ? 'small' : undefined}
        disabled={busy}
        data-testid={`call-off-${tile.id}`}
        onClick={async () => {
          setBusy(true)
          await callOff(tile.id)
          setBusy(false)
        }}
      >
        {words.test.callOff}
      </button>
    )
  if (asking) return <AnnounceForm residentId={tile.id} onDone={() => setAsking(false)} />
  return (
    <button
      type="button"
      class="button"
      data-size={small ? 'small' : undefined}
      data-testid={`announce-${tile.id}`}
      onClick={() => setAsking(true)}
    >
      {words.test.announce}
    </button>
  )
}

export const TestCard = ({ tile }: { tile: ResidentTile }) => {
  const words = text.value
  const stale = isStale(tile.proven, STALE_DAYS, slowNow.value)
  return (
    <Card title={words.test.card}>
      <div class="body test-card" data-testid="test-card">
        <p data-testid="proven-at" class="test-proven" data-stale={stale || undefined}>
          {provenText(words, tile.proven, slowNow.value)}
        </p>
        {tile.test !== undefined && <TestLine tile={tile} test={tile.test} />}
        {tile.online === false && tile.deviceId !== null && <p class="muted small">{words.proven.offline}</p>}
        <div>
          <AnnounceButton tile={tile} />
        </div>
      </div>
    </Card>
  )
}
