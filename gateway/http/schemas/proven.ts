// Announced tests, and when each band was last seen to work, on the wire.

import { z } from 'zod'
import {
  type AnnouncedTest,
  LONGEST_TEST,
  SHORTEST_TEST,
  type TestPress,
} from '../../../alerts/model/announced-test.ts'
import { MINUTE } from '../../../alerts/model/time.ts'
import type { ProvenResident } from '../api-proven.ts'
import { epochMs, list, type Shape } from './shape.ts'

export const announcedTestFields = {
  id: z.number().int(),
  by: z.string().describe('A person id.'),
  at: epochMs,
  until: epochMs.describe('A press from then on is real.'),
  tellFamily: z.boolean(),
  endedAt: epochMs.optional().describe('Called off.'),
  endedBy: z.string().optional(),
  pressedAt: epochMs.optional(),
  alertId: z.number().int().optional().describe('The press that was taken for it.'),
} satisfies Shape<Omit<AnnouncedTest, 'residentId'>>

export const announcedTest = z
  .object({ residentId: z.string(), ...announcedTestFields } satisfies Shape<AnnouncedTest>)
  .meta({
    description: 'The next press of this resident is a test, until `until`. The first press uses it up.',
  })

const requestId = z.string().min(8).max(64).describe('Made by the client, once per click.')

export const testRequest = z.strictObject({
  requestId,
  minutes: z
    .number()
    .int()
    .min(SHORTEST_TEST / MINUTE)
    .max(LONGEST_TEST / MINUTE)
    .default(15),
  tellFamily: z.boolean().default(false).describe('The family is told of the press, as of a test.'),
})

export const callOffRequest = z.strictObject({ requestId })

export const provenResidents = z.object({
  residents: list(
    z.object({
      id: z.string(),
      name: z.string(),
      nameEn: z.string().optional(),
      gridId: z.string(),
      building: z.string(),
      buildingEn: z.string().optional(),
      door: z.string(),
      deviceId: z.string().nullable(),
      online: z.boolean().nullable(),
      at: epochMs.nullable().describe('Null: never.'),
      by: z.enum(['press', 'band']).optional(),
      test: z.object(announcedTestFields).optional(),
    } satisfies Shape<ProvenResident>),
  ),
})

export const testPress = z
  .object({
    testId: z.number().int(),
    by: z.string().describe('Who announced it.'),
    announcedAt: epochMs,
    tellFamily: z.boolean(),
    provenAt: epochMs.optional().describe('When a channel had taken a message about it to a person.'),
  } satisfies Shape<TestPress>)
  .meta({ description: 'The press is an announced test; it closes itself at `dueAt`.' })
