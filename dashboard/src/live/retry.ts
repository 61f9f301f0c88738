// How long to wait before the next connection attempt. Pure: chance is an argument.

const FIRST_MS = 500
const LONGEST_MS = 15_000

/** Exponential backoff with full jitter over its upper half, so that 200 boards do not return in one instant. */
export const retryDelay = (attempt: number, random: () => number): number => {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(ceiling / 2 + (ceiling / 2) * random())
}
