// What tells two readings of a device apart, and a re-sent one from a new one. Who remembers identities is not here.

import { METRICS, type Metric, type ReadingKind } from '../../alerts/model/telemetry.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Measured } from './quality.ts'

export type Marks = Readonly<{ id?: string | undefined; seq?: number | undefined }>

/**
 * Always `kind:letter:…`, the same whether a reading came alone or in an array, so that a reading sent live and
 * sent again in a batch is one reading.
 * - `i:id` — the device's own promise.
 * - `s:seq:time` — with the time, because counters start again at 1 when a band reboots; without a usable clock the
 *   content stands in for it.
 * - `t:time:content`
 * - `r:receivedAt:content` — no id, no clock: nothing can tell a repetition from a re-send, so it counts as new. An SOS
 *   without a usable clock is in this class even with a `seq`: the second press after a reboot must never be taken
 *   for the first.
 */
export function identify(
  kind: ReadingKind,
  marks: Marks,
  when: Readonly<{ deviceTime: EpochMs | undefined; receivedAt: EpochMs }>,
  measured: Measured,
): string {
  const { id, seq } = marks
  if (id !== undefined) return `${kind}:i:${id}`
  const time = when.deviceTime
  if (time !== undefined) {
    return seq !== undefined ? `${kind}:s:${seq}:${time}` : `${kind}:t:${time}:${contentHash(measured)}`
  }
  if (seq !== undefined && kind !== 'sos' && kind !== 'fall')
    return `${kind}:s:${seq}:${contentHash(measured)}`
  return `${kind}:r:${when.receivedAt}:${contentHash(measured)}`
}

const METRIC_NUMBER = Object.fromEntries(METRICS.map((metric, at) => [metric, at + 1])) as Record<
  Metric,
  number
>
const asFloat = new Float64Array(1)
const asWords = new Uint32Array(asFloat.buffer)

/** 32-bit FNV-1a over metric numbers and the bits of the values: it only has to tell apart what has one time. */
function contentHash({ values, doubtful }: Measured): string {
  let hash = 0x811c9dc5
  for (const metric in values) {
    hash = fold(hash, METRIC_NUMBER[metric as Metric], values[metric as Metric] as number)
  }
  for (const { metric, value } of doubtful) hash = fold(hash, METRIC_NUMBER[metric], value)
  return String(hash >>> 0)
}

function fold(hash: number, metricNumber: number, value: number): number {
  asFloat[0] = value
  const withMetric = Math.imul(hash ^ metricNumber, 0x01000193)
  const withLow = Math.imul(withMetric ^ (asWords[0] as number), 0x01000193)
  return Math.imul(withLow ^ (asWords[1] as number), 0x01000193)
}
