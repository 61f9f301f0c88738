// The weather a place has to expect: told to the engine like any other event, and part of its state.

import type { EpochMs } from './time.ts'

/** China's four colours of a rain warning, the mildest first; `none` is no warning. */
export const RAIN_WARNINGS = ['none', 'blue', 'yellow', 'orange', 'red'] as const
export type RainWarning = (typeof RAIN_WARNINGS)[number]

/** `until`: end of the warning, null = until it is lifted. `rainMm`: rain of the last hour, where somebody measures it. */
export type Weather = Readonly<{
  warning: RainWarning
  since: EpochMs
  until: EpochMs | null
  rainMm?: number
  rainAt?: EpochMs
}>

/** The warning in force at a moment. */
export const warningAt = (weather: Weather | undefined, at: EpochMs): RainWarning =>
  weather === undefined || (weather.until !== null && at >= weather.until) ? 'none' : weather.warning

export const atLeast = (warning: RainWarning, wanted: RainWarning): boolean =>
  RAIN_WARNINGS.indexOf(warning) >= RAIN_WARNINGS.indexOf(wanted)

/** What a staff member said about a community's weather; `none` lifts a warning. Kept for ever, the newest counts. */
export type WeatherReport = Readonly<{
  communityId: string
  warning: RainWarning
  since: EpochMs
  until: EpochMs | null
  /** Who says so: the weather service, the street office. */
  source: string
  /** A person id. */
  setBy: string
  setAt: EpochMs
}>
