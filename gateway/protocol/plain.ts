// A short cut for what nearly every message is: a plain object with nothing but well-formed known fields. It only ever
// says yes where the schema says yes and changes nothing (a test holds this for generated payloads); for all else the
// schema decides, and explains. It is here because it runs for every message, on the thread that acknowledges an SOS.

import type { LevelPayload, StatusPayload, VitalsPayload } from './payloads.ts'

/** Whether `vitals` in payloads.ts accepts this as it stands, for sure. False proves nothing. */
export function isPlainVitals(json: unknown): json is VitalsPayload {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  for (const key in json) {
    const value = (json as Record<string, unknown>)[key]
    switch (key) {
      case 'heartRate':
      case 'spo2':
      case 'temperature':
        if (!Number.isFinite(value)) return false
        break
      case 'bloodPressure':
        if (!isPlainPressure(value)) return false
        break
      default:
        if (!isPlainEnvelope(key, value)) return false
    }
  }
  return true
}

/** Whether `level` in payloads.ts accepts this as it stands, for sure. False proves nothing. */
export function isPlainLevel(json: unknown): json is LevelPayload {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  for (const key in json) {
    const value = (json as Record<string, unknown>)[key]
    if (key === 'centimetres' || key === 'battery' || key === 'rain') {
      if (!Number.isFinite(value)) return false
    } else if (!isPlainEnvelope(key, value)) return false
  }
  return 'centimetres' in json
}

/** Whether `status` in payloads.ts accepts this as it stands, for sure. False proves nothing. */
export function isPlainStatus(json: unknown): json is StatusPayload {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return false
  for (const key in json) {
    const value = (json as Record<string, unknown>)[key]
    switch (key) {
      case 'battery':
      case 'signal':
        if (!Number.isFinite(value)) return false
        break
      case 'online':
      case 'charging':
      case 'still':
        if (typeof value !== 'boolean') return false
        break
      default:
        if (!isPlainEnvelope(key, value)) return false
    }
  }
  return true
}

function isPlainEnvelope(key: string, value: unknown): boolean {
  switch (key) {
    case 'ts':
      return Number.isSafeInteger(value)
    case 'seq':
      return Number.isSafeInteger(value) && (value as number) >= 0
    case 'id':
      return typeof value === 'string' && value.length > 0 && value.length <= 64
    default:
      return false
  }
}

function isPlainPressure(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  let fields = 0
  for (const key in value) {
    if (key !== 'systolic' && key !== 'diastolic') return false
    if (!Number.isFinite((value as Record<string, unknown>)[key])) return false
    fields += 1
  }
  return fields === 2 && !Array.isArray(value)
}
