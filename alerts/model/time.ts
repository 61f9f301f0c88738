// Time as the rest of the house speaks of it. Nothing here reads a clock: time is always an argument.

/** Milliseconds since 1970-01-01T00:00Z. Three clocks, three names: `eventTime` (the device's word),
 * `receivedAt` (ours, when the bytes arrived), `dueAt` (when something must happen). */
export type EpochMs = number

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000
