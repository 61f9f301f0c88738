// One row of a recording, in our units, and the message it becomes. Whether a number is plausible is the
// gateway's to judge; only what the wire contract cannot express is refused here.

import { bandTopic, drainTopic } from '../../gateway/protocol/topics.ts'

export const FIELDS = [
  'heartRate',
  'systolic',
  'diastolic',
  'spo2',
  'temperature',
  'latitude',
  'longitude',
  'accuracy',
  'steps',
  'level',
  'battery',
] as const
export type Field = (typeof FIELDS)[number]

export type Values = Readonly<Partial<Record<Field, number>>>

/** `at` is ms UTC, exactly as recorded; `line` is where a person finds it in the file, from 1. */
export type Row =
  | Readonly<{ type: 'row'; line: number; at: number; values: Values }>
  | Readonly<{ type: 'fault'; line: number; reason: string }>
  /** Read well, but not asked for: another person's, another kind of value. */
  | Readonly<{ type: 'leftOut'; line: number }>

export type Reader = (text: string) => Generator<Row>

export type Target = Readonly<{ deviceId: string; kind: 'band' | 'drain' }>
export type Publishable = Readonly<{ line: number; topic: string; payload: string }>

/** The messages of one row, most rows being one. A reason instead when the contract has no words for it. */
export function messagesOf(
  row: Extract<Row, { type: 'row' }>,
  target: Target,
  stamp: Readonly<{ at: number; id: string }>,
): { ok: true; messages: readonly Publishable[] } | { ok: false; reason: string } {
  const { values: v } = row
  const bodies: [
    kind: 'vitals' | 'location' | 'steps' | 'status' | 'level',
    body: Record<string, unknown>,
  ][] = []
  if (target.kind === 'drain') {
    if (v.level !== undefined)
      bodies.push([
        'level',
        { centimetres: v.level, ...(v.battery === undefined ? {} : { battery: v.battery }) },
      ])
    else if (v.battery !== undefined) bodies.push(['status', { battery: v.battery }])
  } else {
    const vitals = vitalsOf(v)
    if (!vitals.ok) return vitals
    if (Object.keys(vitals.body).length > 0) bodies.push(['vitals', vitals.body])
    if (v.latitude !== undefined || v.longitude !== undefined) {
      const fix = fixOf(v)
      if (!fix.ok) return fix
      bodies.push(['location', fix.body])
    }
    if (v.steps !== undefined) {
      if (!Number.isInteger(v.steps) || v.steps < 0)
        return { ok: false, reason: `steps must be a whole number: ${v.steps}` }
      bodies.push(['steps', { steps: v.steps }])
    }
    if (v.battery !== undefined) bodies.push(['status', { battery: v.battery }])
  }
  if (bodies.length === 0) return { ok: false, reason: `no value a ${target.kind} can send` }
  const topicOf = (kind: string): string =>
    target.kind === 'drain'
      ? drainTopic(target.deviceId, kind === 'level' ? 'level' : 'status')
      : bandTopic(target.deviceId, kind === 'level' ? 'status' : (kind as 'vitals'))
  return {
    ok: true,
    messages: bodies.map(([kind, body]) => ({
      line: row.line,
      topic: topicOf(kind),
      payload: JSON.stringify({ ts: stamp.at, id: `${stamp.id}-${kind}`, ...body }),
    })),
  }
}

type Body = { ok: true; body: Record<string, unknown> } | { ok: false; reason: string }

function vitalsOf(v: Values): Body {
  const body: Record<string, unknown> = {}
  if (v.heartRate !== undefined) body.heartRate = v.heartRate
  if (v.systolic !== undefined && v.diastolic !== undefined)
    body.bloodPressure = { systolic: v.systolic, diastolic: v.diastolic }
  else if (v.systolic !== undefined || v.diastolic !== undefined)
    return { ok: false, reason: 'half a blood pressure: systolic and diastolic belong together' }
  if (v.spo2 !== undefined) body.spo2 = v.spo2
  if (v.temperature !== undefined) body.temperature = v.temperature
  return { ok: true, body }
}

function fixOf(v: Values): Body {
  const { latitude, longitude, accuracy } = v
  if (latitude === undefined || longitude === undefined)
    return { ok: false, reason: 'half a position: latitude and longitude belong together' }
  if (Math.abs(latitude) > 90) return { ok: false, reason: `latitude ${latitude} is outside -90 to 90` }
  if (Math.abs(longitude) > 180) return { ok: false, reason: `longitude ${longitude} is outside -180 to 180` }
  const known = accuracy !== undefined && accuracy >= 0
  return { ok: true, body: { latitude, longitude, ...(known ? { accuracyMetres: accuracy } : {}) } }
}
