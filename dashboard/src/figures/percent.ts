// A share as people compare it with a standard: one decimal, and never rounded up to what was not reached.

/** 0.9749 is 97.4 %, not 97.5 %: next to a standard of 97.5 % that would be a lie. */
export const percentText = (share: number): string => {
  const tenths = Math.floor(share * 1_000 + 1e-9) / 10
  return `${Number.isInteger(tenths) ? tenths : tenths.toFixed(1)}%`
}
