// Rain warnings and measured rain on the wire. Times that depend on the clock are judged by the port, not here.

import { z } from 'zod'
import { RAIN_WARNINGS } from '../../../alerts/model/weather.ts'
import type { WeatherView } from '../../live/frames.ts'
import type { WeatherList, WeatherRequest } from '../api-weather.ts'
import { epochMs, id, list, type Shape } from './shape.ts'

const warning = z.enum(RAIN_WARNINGS).describe("China's four colours of a rain warning, or none.")

export const weather = z
  .object({
    communityId: z.string(),
    warning,
    since: epochMs,
    until: epochMs.nullable().describe('Null: until it is lifted. Over when it has passed.'),
    source: z.string(),
    setBy: z.string().describe('A person id; empty where nobody has said anything yet.'),
    setAt: epochMs,
    rainMm: z.number().optional().describe("Rain of the last hour, mm: the most of the community's gauges."),
    rainAt: epochMs.optional(),
  } satisfies Shape<WeatherView>)
  .meta({ description: 'The rain warning of a community and the rain measured there.' })

export const weatherList = z.object({
  weather: list(weather),
  people: z.record(z.string(), z.string()),
} satisfies Shape<WeatherList>)

export const weatherRequest = z
  .strictObject({
    requestId: z.string().min(8).max(64).describe('Made by the client, once per click.'),
    communityId: id,
    warning,
    until: epochMs.nullable(),
    source: z.string().trim().min(1).max(100).describe('Who says so, e.g. 市气象台.'),
  } satisfies Shape<WeatherRequest>)
  .meta({ description: '`none` lifts the warning in force.' })
