// Which rain warnings are in force now, worst first. Pure: told the time, knows no screen.

import type { EpochMs, RainWarning, WeatherView } from '../server-types.ts'

/** The mildest first. */
export const COLOURS: readonly RainWarning[] = ['blue', 'yellow', 'orange', 'red']

export const isInForce = (view: WeatherView, now: EpochMs): boolean =>
  view.warning !== 'none' && (view.until === null || view.until > now)

export const inForce = (views: Iterable<WeatherView>, now: EpochMs): readonly WeatherView[] =>
  [...views]
    .filter((view) => isInForce(view, now))
    .sort((a, b) => COLOURS.indexOf(b.warning) - COLOURS.indexOf(a.warning))
