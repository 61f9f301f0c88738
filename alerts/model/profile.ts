// Whom an engine state is about, with what changes seldom: from the directory, one look-up per message.

import type { SubjectRef } from './people.ts'

/** Degrees are WGS-84. A polygon's points are [latitude, longitude]; it closes by itself. */
export type Zone =
  | Readonly<{ latitude: number; longitude: number; radiusMetres: number }>
  | Readonly<{ polygon: readonly (readonly [number, number])[] }>

/** `overrides`: rule id, then parameter. One object per subject until the directory changes: plans are remembered by it. */
export type SubjectProfile = Readonly<{
  subject: SubjectRef
  deviceId: string
  deviceKind: 'band' | 'drain'
  overrides: Readonly<Record<string, Readonly<Record<string, number>>>>
  tags: readonly string[]
  /** IANA zone: nights and days are told in it. */
  timeZone: string
  safeZone?: Zone
  /** Where they live, as [latitude, longitude]. */
  home?: readonly [number, number]
}>
