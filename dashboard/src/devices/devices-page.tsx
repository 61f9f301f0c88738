// Devices that knocked and were refused, messages that could not be read, and the way to adopt a device.

import { useState } from 'preact/hooks'
import { Card, Chip, Empty, Tabs } from '../design/parts.tsx'
import { ageText, momentText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { ProvenResidents } from '../proven/proven-residents.tsx'
import type { Rejection, UnknownDevice } from '../server-types.ts'
import { mayAdopt, maySeeDevices } from '../session/session.ts'
import { useLoaded } from '../shell/load.ts'
import { NotYet } from '../shell/not-yet.tsx'
import { locale, text } from '../text/text.ts'
import { AdoptDialog } from './adopt-dialog.tsx'

type Tab = 'unknown' | 'rejections' | 'proven'
type Adopting = Readonly<{ deviceId: string; kind: 'band' | 'drain' }> | null

const UnknownList = ({ onAdopt }: { onAdopt: (device: UnknownDevice) => void }) => {
  const words = text.value.devices
  const loaded = useLoaded<readonly UnknownDevice[]>('/api/devices/unknown')
  if (loaded.value === null) return <NotYet asked={loaded} />
  if (loaded.value.length === 0)
    return <Empty icon="device" title={words.unknownEmpty} hint={words.unknownEmptyHint} />
  return (
    <div class="table-scroll">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{words.deviceId}</th>
            <th scope="col">{words.kind}</th>
            <th scope="col">{words.reason}</th>
            <th scope="col">{words.attempts}</th>
            <th scope="col">{words.lastSeen}</th>
            <th scope="col">{words.firstSeen}</th>
            <th scope="col">{words.from}</th>
            <th scope="col">
              <span class="unseen">{words.adopt}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {loaded.value.map((device) => (
            <tr key={device.deviceId} data-testid={`unknown-${device.deviceId}`}>
              <td class="mono">{device.deviceId}</td>
              <td>{words.kinds[device.kind]}</td>
              <td>
                <Chip tone={device.reason === 'wrongSecret' ? 'warning' : 'plain'}>
                  {words.reasons[device.reason]}
                </Chip>
              </td>
              <td>{device.attempts}</td>
              <td>{ageText(text.value, device.lastSeenAt, slowNow.value)}</td>
              <td>{momentText(locale.value, device.firstSeenAt, slowNow.value)}</td>
              <td class="mono">{device.address}</td>
              <td class="cell-action">
                {mayAdopt.value && device.reason === 'unknownDevice' && (
                  <button
                    type="button"
                    class="button"
                    data-size="small"
                    data-kind="primary"
                    data-testid={`adopt-${device.deviceId}`}
                    onClick={() => onAdopt(device)}
                  >
                    {words.adopt}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Rejections = () => {
  const words = text.value.devices
  const loaded = useLoaded<readonly Rejection[]>('/api/rejections')
  if (loaded.value === null) return <NotYet asked={loaded} />
  if (loaded.value.length === 0)
    return <Empty icon="message" title={words.rejectionsEmpty} hint={words.rejectionsEmptyHint} />
  return (
    <div class="table-scroll">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{words.received}</th>
            <th scope="col">{words.deviceId}</th>
            <th scope="col">{words.topic}</th>
            <th scope="col">{words.reason}</th>
            <th scope="col">{words.bytes}</th>
          </tr>
        </thead>
        <tbody>
          {loaded.value.map((rejection) => (
            <tr key={rejection.id}>
              <td>{momentText(locale.value, rejection.receivedAt, slowNow.value)}</td>
              <td class="mono">{rejection.deviceId}</td>
              <td class="mono">{rejection.topic}</td>
              <td title={rejection.detail}>
                {words.rejectReasons[rejection.reason] ?? rejection.reason}
                {rejection.detail !== '' && <div class="muted small">{rejection.detail}</div>}
              </td>
              <td class="mono payload">{rejection.payloadStart}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const DevicesPage = () => {
  const words = text.value
  const [tab, setTab] = useState<Tab>('unknown')
  const [adopting, setAdopting] = useState<Adopting>(null)
  const [round, setRound] = useState(0)
  if (!maySeeDevices.value)
    return (
      <main id="main" class="page">
        <Empty icon="device" title={words.ui.forbidden} />
      </main>
    )
  return (
    <main id="main" class="page" data-testid="devices-page">
      <Card
        title={words.devices.title}
        side={
          <>
            <Tabs<Tab>
              label={words.devices.title}
              value={tab}
              onChange={setTab}
              testid="devices"
              options={[
                ['unknown', words.devices.unknownTab],
                ['rejections', words.devices.rejectionsTab],
                ['proven', words.proven.devicesTab],
              ]}
            />
            {mayAdopt.value && (
              <button
                type="button"
                class="button"
                data-size="small"
                data-testid="device-add"
                onClick={() => setAdopting({ deviceId: '', kind: 'band' })}
              >
                {words.devices.add}
              </button>
            )}
          </>
        }
      >
        {tab === 'unknown' ? (
          <UnknownList
            key={round}
            onAdopt={(device) =>
              setAdopting({ deviceId: device.deviceId, kind: device.kind === 'drain' ? 'drain' : 'band' })
            }
          />
        ) : tab === 'proven' ? (
          <ProvenResidents />
        ) : (
          <Rejections />
        )}
        {!mayAdopt.value && tab === 'unknown' && <p class="page-note muted">{words.devices.onlyAdmins}</p>}
      </Card>
      {adopting !== null && (
        <AdoptDialog
          {...adopting}
          onClose={() => {
            setAdopting(null)
            setRound((n) => n + 1)
          }}
        />
      )}
    </main>
  )
}

export default DevicesPage
