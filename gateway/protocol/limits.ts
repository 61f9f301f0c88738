// The numbers of the wire contract: what is plausible, how far a device's clock may be off, how much may be sent.
// Who is over a limit is decided elsewhere; docs/protocol.md prints these.

/**
 * Inclusive ranges outside which a value is kept but never evaluated: "QC filters for vital signs" (domain facts A5);
 * level and steps are this project's own.
 */
export const PLAUSIBLE = {
  heartRate: { low: 20, high: 300 },
  systolic: { low: 40, high: 300 },
  diastolic: { low: 20, high: 200 },
  spo2: { low: 50, high: 100 },
  temperature: { low: 30, high: 45 },
  battery: { low: 0, high: 100 },
  steps: { low: 0, high: 150_000 },
  level: { low: -50, high: 500 },
  rain: { low: 0, high: 300 },
} as const

/**
 * Systolic minus diastolic, mmHg. 100 to 140 is uncommon but real in stiff arteries, and 200/70 must alarm, so
 * only what lies outside this range is doubted.
 */
export const PULSE_PRESSURE = { low: 15, high: 140 } as const

/** A clock before this has never been set: bands start at 1970, 2000 or 2010. */
export const OLDEST_CLOCK = Date.UTC(2020, 0, 1)
/** How far ahead of the gateway a device's clock may run. */
export const CLOCK_TOLERANCE_MS = 120_000
/** A `ts` below this is epoch seconds: as milliseconds it would be before 1973, as seconds it lasts to the year 5138. */
export const SECONDS_BELOW = 100_000_000_000

/** A batch of 500 readings with long ids and ISO times takes about 110 KiB. */
export const MAX_PAYLOAD_BYTES = 262_144

/** Keep-alive in seconds is moved into these bounds; 0 (none asked for) counts as the upper one. */
export const KEEP_ALIVE_SECONDS = { low: 10, high: 1_200 } as const
