// Adopting a device: what it is, whose it is, and then its secret, once.

import { useState } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { FormFoot } from '../design/form-foot.tsx'
import { Icon } from '../design/icon.tsx'
import { Choose, Field, Tabs } from '../design/parts.tsx'
import { say } from '../design/toast.tsx'
import { world } from '../live/store.ts'
import type { AdoptRequest, AdoptResult } from '../server-types.ts'
import { request } from '../session/request.ts'
import { homeOf, nameOf, text } from '../text/text.ts'

type Kind = 'band' | 'drain'

const copyText = async (value: string): Promise<void> => {
  const words = text.peek().devices
  try {
    // Only secure contexts have a clipboard; elsewhere the reader selects by hand.
    await navigator.clipboard.writeText(value)
    say(words.copied)
  } catch {
    say(words.copyFailed, 'fault')
  }
}

const SecretRow = ({ label, value, testid }: { label: string; value: string; testid: string }) => (
  <div class="secret">
    <span>{label}</span>
    <code data-testid={testid}>{value}</code>
    <button type="button" class="button" data-size="small" onClick={() => void copyText(value)}>
      <Icon name="copy" size={16} />
      {text.value.devices.copy}
    </button>
  </div>
)

const Secret = ({ result, onClose }: { result: AdoptResult; onClose: () => void }) => {
  const words = text.value.devices
  return (
    <Dialog
      title={words.secretTitle}
      testid="secret-dialog"
      onClose={onClose}
      footer={
        <button type="button" class="button" data-kind="primary" data-testid="secret-done" onClick={onClose}>
          {words.done}
        </button>
      }
    >
      <p class="secret-once">{words.secretOnce}</p>
      <SecretRow label={words.deviceId} value={result.deviceId} testid="secret-device" />
      <SecretRow label={words.username} value={result.username} testid="secret-username" />
      <SecretRow label={words.secret} value={result.secret} testid="secret-secret" />
    </Dialog>
  )
}

type AdoptProps = { deviceId: string; kind: Kind; onClose: () => void }

export const AdoptDialog = ({ deviceId: given, kind: givenKind, onClose }: AdoptProps) => {
  const words = text.value
  const [deviceId, setDeviceId] = useState(given)
  const [kind, setKind] = useState<Kind>(givenKind)
  const [model, setModel] = useState('')
  const [place, setPlace] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [result, setResult] = useState<AdoptResult | null>(null)
  if (result !== null) return <Secret result={result} onClose={onClose} />

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const assigned = place === '' ? {} : kind === 'band' ? { residentId: place } : { drainId: place }
    const body: AdoptRequest = {
      deviceId: deviceId.trim(),
      kind,
      ...(model.trim() === '' ? {} : { model: model.trim() }),
      ...assigned,
    }
    setBusy(true)
    const answer = await request<AdoptResult>('/api/devices', { method: 'POST', body })
    setBusy(false)
    if (answer.ok) setResult(answer.value)
    else
      setFault(
        [words.problem[answer.code] ?? answer.code, ...answer.faults.map((one) => one.message)].join(' '),
      )
  }

  const places =
    kind === 'band'
      ? [...world.value.residents.values()].map((tile) => ({
          id: tile.id,
          label: `${nameOf(tile)} · ${homeOf(tile)}`,
        }))
      : [...world.value.drains.values()].map((tile) => ({ id: tile.id, label: nameOf(tile) }))
  return (
    <Dialog title={words.devices.adoptTitle} testid="adopt-dialog" onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <Field label={words.devices.deviceId} hint={words.devices.deviceIdHint}>
          {(ids) => (
            <input
              {...ids}
              class="input mono"
              required
              maxLength={64}
              autofocus={given === ''}
              readOnly={given !== ''}
              data-testid="adopt-device-id"
              value={deviceId}
              onInput={(event) => setDeviceId(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="field">
          <span>{words.devices.kind}</span>
          <Tabs<Kind>
            label={words.devices.kind}
            value={kind}
            onChange={(next) => {
              setKind(next)
              setPlace('')
            }}
            options={[
              ['band', words.devices.kinds.band],
              ['drain', words.devices.kinds.drain],
            ]}
          />
        </div>
        <Choose
          label={kind === 'band' ? words.devices.assignResident : words.devices.assignDrain}
          testid="adopt-place"
          value={place}
          onChange={setPlace}
        >
          <option value="">{words.devices.later}</option>
          {places.map((one) => (
            <option key={one.id} value={one.id}>
              {one.label}
            </option>
          ))}
        </Choose>
        <Field label={words.devices.model}>
          {(ids) => (
            <input
              {...ids}
              class="input"
              maxLength={64}
              value={model}
              onInput={(event) => setModel(event.currentTarget.value)}
            />
          )}
        </Field>
        <FormFoot
          fault={fault}
          onCancel={onClose}
          submit={words.devices.adopt}
          disabled={busy}
          testid="adopt-submit"
        />
      </form>
    </Dialog>
  )
}
