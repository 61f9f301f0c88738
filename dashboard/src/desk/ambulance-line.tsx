// Where the ambulance is, in one line: what a daughter wants to know first.

import { Icon } from '../design/icon.tsx'
import { momentText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type { Alert } from '../server-types.ts'
import { locale, text } from '../text/text.ts'
import './desk.css'

const sentence = ({ desk = {}, confirmation, emergency }: Alert): string | null => {
  const words = text.value.desk.family
  const at = (time: number): string => momentText(locale.value, time, slowNow.value)
  if (confirmation === 'withdrawn') return desk.received === undefined ? null : words.withdrawn
  const { arrived, vehicleOut, received } = desk
  if (arrived !== undefined) return words.arrived(at(arrived.at))
  if (vehicleOut !== undefined) {
    const number = desk.vehicle?.number
    return number === undefined
      ? words.vehicleOut(at(vehicleOut.at))
      : `${words.vehicleOut(at(vehicleOut.at))} · ${number}`
  }
  if (received !== undefined) return words.received(at(received.at))
  return emergency && confirmation === 'confirmed' ? words.told : null
}

export const AmbulanceLine = ({ alert }: { alert: Alert }) => {
  const line = sentence(alert)
  if (line === null) return null
  return (
    <p class="ambulance" data-there={alert.desk?.arrived !== undefined || undefined} data-testid="ambulance">
      <Icon name={alert.desk?.arrived === undefined ? 'bell' : 'check'} size={22} />
      <strong>{line}</strong>
    </p>
  )
}
