// The staff and the roster on the wire.

import { z } from 'zod'
import type { StaffMember } from '../api.ts'
import { list, type Shape } from './shape.ts'

export const staffMember = z
  .object({
    personId: z.string(),
    name: z.string(),
    nameEn: z.string().optional(),
    role: z.enum(['duty', 'grid', 'director', 'admin']),
    phone: z.string().optional(),
    gridIds: list(z.string()).optional(),
    onDuty: z.boolean(),
  } satisfies Shape<StaffMember>)
  .meta({ description: 'Somebody of the staff, and whether they are on duty at the minute asked for.' })
