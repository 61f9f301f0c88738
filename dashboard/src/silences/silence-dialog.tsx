// A new silence or maintenance window: what it is about, how long, and why.

import { useState } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { FormFoot } from '../design/form-foot.tsx'
import { Choose, Field, Line, Tabs } from '../design/parts.tsx'
import { say } from '../design/toast.tsx'
import { communities, grids, world } from '../live/store.ts'
import type { RuleList, Silence, SilenceKind, SilenceMatch, SilenceRequest } from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { useLoaded } from '../shell/load.ts'
import { homeOf, locale, nameOf, text } from '../text/text.ts'

const HOUR = 3_600_000
const LENGTHS = [1, 2, 4, 12, 24, 72, 168] as const

/** `resident:r-001` of the select, as the matcher it stands for. */
const placeMatch = (place: string): SilenceMatch => {
  const at = place.indexOf(':')
  const id = place.slice(at + 1)
  switch (place.slice(0, at)) {
    case 'resident':
      return { residentId: id }
    case 'drain':
      return { drainId: id }
    case 'grid':
      return { gridId: id }
    case 'community':
      return { communityId: id }
    default:
      return {}
  }
}

export const placeOfMatch = (match: SilenceMatch): string => {
  if (match.residentId !== undefined) return `resident:${match.residentId}`
  if (match.drainId !== undefined) return `drain:${match.drainId}`
  if (match.gridId !== undefined) return `grid:${match.gridId}`
  return match.communityId === undefined ? '' : `community:${match.communityId}`
}

/** What a datetime-local field shows for a moment, in the reader's own time. */
const fieldTime = (at: number): string => {
  const date = new Date(at)
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

type Place = Readonly<{ key: string; label: string }>

const Places = ({ label, places }: { label: string; places: readonly Place[] }) =>
  places.length === 0 ? null : (
    <optgroup label={label}>
      {places.map((place) => (
        <option key={place.key} value={place.key}>
          {place.label}
        </option>
      ))}
    </optgroup>
  )

type Props = { match?: SilenceMatch; onClose: (made: Silence | null) => void }

export const SilenceDialog = ({ match: given = {}, onClose }: Props) => {
  const words = text.value
  const own = words.silences
  const rules = useLoaded<RuleList>('/api/rules')
  const [kind, setKind] = useState<SilenceKind>('silence')
  const [ruleId, setRuleId] = useState(given.ruleId ?? '')
  const [place, setPlace] = useState(placeOfMatch(given))
  const [from, setFrom] = useState(() => fieldTime(Date.now() + HOUR))
  const [hours, setHours] = useState<number>(2)
  const [exceptCritical, setExceptCritical] = useState(true)
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // The same request when the answer was lost: one silence, not two.
  const [id] = useState(requestId)

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const match = { ...placeMatch(place), ...(ruleId === '' ? {} : { ruleId }) }
    if (reason.trim() === '') return setFault(own.reasonRequired)
    if (Object.keys(match).length === 0) return setFault(own.scopeRequired)
    const start = kind === 'maintenance' ? new Date(from).getTime() : Date.now()
    if (!Number.isFinite(start)) return setFault(own.endBeforeStart)
    const body: SilenceRequest = {
      requestId: id,
      kind,
      match,
      reason: reason.trim(),
      ...(kind === 'maintenance' ? { from: start } : {}),
      until: start + hours * HOUR,
      exceptCritical,
    }
    setBusy(true)
    const answer = await request<Silence>('/api/silences', { method: 'POST', body })
    setBusy(false)
    if (answer.ok) {
      say(kind === 'maintenance' ? own.planned : own.saved)
      onClose(answer.value)
    } else
      setFault(
        [words.problem[answer.code] ?? answer.code, ...answer.faults.map((one) => one.message)].join(' '),
      )
    return undefined
  }

  const silenceable = (rules.value?.rules ?? []).filter((rule) => !rule.emergency)
  return (
    <Dialog title={own.addTitle} testid="silence-dialog" onClose={() => onClose(null)}>
      <form class="stack" onSubmit={submit}>
        <div class="field">
          <span>{own.kind}</span>
          <Tabs<SilenceKind>
            label={own.kind}
            value={kind}
            onChange={setKind}
            testid="silence-kind"
            options={[
              ['silence', own.kinds.silence],
              ['maintenance', own.kinds.maintenance],
            ]}
          />
        </div>
        <Choose label={own.rule} testid="silence-rule" value={ruleId} onChange={setRuleId}>
          <option value="">{own.anyRule}</option>
          {silenceable.map((rule) => (
            <option key={rule.id} value={rule.id}>
              {rule.title[locale.value]}
            </option>
          ))}
        </Choose>
        <Choose label={own.place} testid="silence-place" value={place} onChange={setPlace}>
          <option value="">–</option>
          <Places
            label={own.groups.community}
            places={communities.value.map((one) => ({ key: `community:${one.id}`, label: nameOf(one) }))}
          />
          <Places
            label={own.groups.grid}
            places={grids.value.map((one) => ({ key: `grid:${one.id}`, label: nameOf(one) }))}
          />
          <Places
            label={own.groups.drain}
            places={[...world.value.drains.values()].map((tile) => ({
              key: `drain:${tile.id}`,
              label: nameOf(tile),
            }))}
          />
          <Places
            label={own.groups.resident}
            places={[...world.value.residents.values()].map((tile) => ({
              key: `resident:${tile.id}`,
              label: `${nameOf(tile)} · ${homeOf(tile)}`,
            }))}
          />
        </Choose>
        {kind === 'maintenance' && (
          <Field label={own.from}>
            {(ids) => (
              <input
                {...ids}
                class="input"
                type="datetime-local"
                required
                data-testid="silence-from"
                value={from}
                onInput={(event) => setFrom(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        <Choose
          label={own.lasts}
          testid="silence-hours"
          value={String(hours)}
          onChange={(value) => setHours(Number(value))}
        >
          {LENGTHS.map((one) => (
            <option key={one} value={String(one)}>
              {own.hours(one)}
            </option>
          ))}
        </Choose>
        <label class="check">
          <input
            type="checkbox"
            checked={exceptCritical}
            data-testid="silence-except-critical"
            onChange={(event) => setExceptCritical(event.currentTarget.checked)}
          />
          <span>
            {own.exceptCritical}
            <span class="muted small">{own.exceptCriticalHint}</span>
          </span>
        </label>
        <Line
          label={own.reason}
          hint={own.reasonHint}
          maxLength={500}
          autofocus
          testid="silence-reason"
          value={reason}
          onInput={(value) => {
            setReason(value)
            setFault(null)
          }}
        />
        <FormFoot
          fault={fault}
          onCancel={() => onClose(null)}
          submit={kind === 'maintenance' ? own.plan : own.submit}
          disabled={busy}
          testid="silence-submit"
        />
      </form>
    </Dialog>
  )
}
