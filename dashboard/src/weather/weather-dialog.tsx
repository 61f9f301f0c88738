// Setting a community's rain warning, or lifting it: which colour, until when, on whose word.

import { useState } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { FormFoot } from '../design/form-foot.tsx'
import { Choose, Line } from '../design/parts.tsx'
import { say } from '../design/toast.tsx'
import { now } from '../live/clock.ts'
import { communities, weather } from '../live/store.ts'
import type { RainWarning, WeatherRequest, WeatherView } from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { nameOf, text } from '../text/text.ts'
import { COLOURS, isInForce } from './warnings.ts'

const HOUR = 3_600_000
const LENGTHS = [1, 3, 6, 12, 24, 48] as const

type Props = { communityId: string; onClose: () => void }

export const WeatherDialog = ({ communityId, onClose }: Props) => {
  const words = text.value
  const own = words.weather
  const [place, setPlace] = useState(communityId)
  const known = weather.value.get(place)
  const current = known !== undefined && isInForce(known, now.peek()) ? known : undefined
  const [colour, setColour] = useState<RainWarning>(current?.warning ?? 'blue')
  const [hours, setHours] = useState<number | null>(6)
  const [source, setSource] = useState(current?.source ?? '')
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const send = async (warning: RainWarning): Promise<void> => {
    if (warning !== 'none' && source.trim() === '') return setFault(own.fromRequired)
    const body: WeatherRequest = {
      requestId: requestId(),
      communityId: place,
      warning,
      until: warning === 'none' || hours === null ? null : now.peek() + hours * HOUR,
      source: source.trim() === '' ? (current?.source ?? '–') : source.trim(),
    }
    setBusy(true)
    const answer = await request<WeatherView>('/api/weather', { method: 'PUT', body })
    setBusy(false)
    if (!answer.ok) return setFault(words.problem[answer.code] ?? answer.code)
    say(warning === 'none' ? own.lifted : own.saved)
    onClose()
    return undefined
  }

  return (
    <Dialog title={own.title} testid="weather-dialog" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void send(colour)
        }}
      >
        <p class="muted">{own.lead}</p>
        {communities.value.length > 1 && (
          <Choose label={own.place} testid="weather-place" value={place} onChange={setPlace}>
            {communities.value.map((one) => (
              <option key={one.id} value={one.id}>
                {nameOf(one)}
              </option>
            ))}
          </Choose>
        )}
        <Choose
          label={own.colour}
          testid="weather-colour"
          value={colour}
          onChange={(value) => setColour(value as RainWarning)}
        >
          {COLOURS.map((one) => (
            <option key={one} value={one}>
              {own.warning[one]}
            </option>
          ))}
        </Choose>
        <Choose
          label={own.end}
          testid="weather-hours"
          value={String(hours ?? '')}
          onChange={(value) => setHours(value === '' ? null : Number(value))}
        >
          {LENGTHS.map((one) => (
            <option key={one} value={String(one)}>
              {own.ends(one)}
            </option>
          ))}
          <option value="">{own.endsNever}</option>
        </Choose>
        <Line
          label={own.from}
          hint={own.fromHint}
          maxLength={100}
          testid="weather-source"
          value={source}
          onInput={(value) => {
            setSource(value)
            setFault(null)
          }}
        />
        <FormFoot fault={fault} submit={own.save} disabled={busy} testid="weather-save">
          {current !== undefined && (
            <button
              type="button"
              class="button"
              disabled={busy}
              data-testid="weather-lift"
              onClick={() => void send('none')}
            >
              {own.lift}
            </button>
          )}
        </FormFoot>
      </form>
    </Dialog>
  )
}
