// What the API says about the weather, as types: the rain warning of a community and the rain measured there.

import type { EpochMs } from '../../alerts/model/time.ts'
import type { RainWarning } from '../../alerts/model/weather.ts'
import type { WeatherView } from '../live/frames.ts'

/** GET /api/weather (staff): the rain warnings in force and the rain measured, one entry per community. */
export type WeatherList = Readonly<{
  weather: readonly WeatherView[]
  /** Names of those who set them. */
  people: Readonly<Record<string, string>>
}>

/**
 * PUT /api/weather (duty, director, admin) answers with the WeatherView, after the commit; idempotent by `requestId`.
 * `warning: none` lifts it.
 */
export type WeatherRequest = Readonly<{
  requestId: string
  communityId: string
  warning: RainWarning
  /** Null: until it is lifted. At most 7 days ahead. */
  until: EpochMs | null
  /** Who says so: 1 to 100 characters. */
  source: string
}>
