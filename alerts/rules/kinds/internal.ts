// Raised by the gateway about itself: the engine never asks it.

import { z } from 'zod'
import { defineKind } from '../kind.ts'

export const internalKind = defineKind({
  type: 'internal',
  schema: z
    .strictObject({ type: z.literal('internal') })
    .describe('Raised by the gateway about itself; here for its title and advice.'),
  behaviour: () => ({ metrics: [] }),
  parameters: () => ({}),
  withParameters: (spec) => spec,
  only: 'gateway',
})
