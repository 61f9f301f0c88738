// Which format a recording has, and the reader for it. Says what it found, so that a person can disagree.

import { type CsvOptions, planCsv, readCsv } from './csv.ts'
import { readGeolife } from './geolife.ts'
import { readGpx } from './gpx.ts'
import type { Field, Row } from './row.ts'

export const FORMATS = ['fitbit', 'geolife', 'gpx', 'csv'] as const
export type Format = (typeof FORMATS)[number]

/** The first lines decide. Anything without a known face is a table. */
export function detectFormat(text: string): Format {
  const start = text
    .slice(0, 4_000)
    .replace(/^\ufeff/, '')
    .trimStart()
  if (/^geolife trajectory/i.test(start)) return 'geolife'
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(\w+:)?gpx[\s>]/i.test(start)) return 'gpx'
  if (/^"?id"?,"?time"?,"?(value|hr)"?\s*\r?\n/i.test(start)) return 'fitbit'
  if (/^"?time"?,"?value"?\s*\r?\n\d+\/\d+\/\d{4} /i.test(start)) return 'fitbit'
  return 'csv'
}

export type Recording = Readonly<{ format: Format; said: string; rows(): Generator<Row> }>

export function openRecording(
  text: string,
  options: CsvOptions & Readonly<{ format?: Format }>,
): { ok: true; recording: Recording } | { ok: false; faults: readonly string[] } {
  const format = options.format ?? detectFormat(text)
  if (format === 'geolife')
    return {
      ok: true,
      recording: { format, said: 'GeoLife track, GMT, WGS-84', rows: () => readGeolife(text) },
    }
  if (format === 'gpx')
    return { ok: true, recording: { format, said: 'GPX track points', rows: () => readGpx(text) } }
  const planned = planCsv(
    text,
    format === 'fitbit' ? { ...options, mapping: fitbitMapping(text, options) } : options,
  )
  if (!planned.ok) return planned
  const { plan } = planned
  const what = format === 'fitbit' ? 'Fitbit' : 'table'
  const said = `${what}: ${plan.said}; times without offset are ${options.clock.timeZone}`
  return { ok: true, recording: { format, said, rows: () => readCsv(text, plan) } }
}

function fitbitMapping(text: string, options: CsvOptions) {
  const field: Field = options.as ?? 'heartRate'
  const column = /^[^\n]*\bhr\b/i.test(text) ? 'hr' : 'Value'
  return options.mapping ?? { time: 'Time', fields: { [field]: { column, factor: 1, addend: 0 } } }
}
