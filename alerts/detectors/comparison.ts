// On which side of a limit a value lies. Raise and clear levels differ, so that a value at the limit does not flap.

export type Comparison = 'above' | 'below' | 'atLeast' | 'atMost'

export function holds(comparison: Comparison, value: number, threshold: number): boolean {
  switch (comparison) {
    case 'above':
      return value > threshold
    case 'below':
      return value < threshold
    case 'atLeast':
      return value >= threshold
    case 'atMost':
      return value <= threshold
  }
}

/** +1 when bigger is worse, -1 when smaller is worse. */
export const worseDirection = (comparison: Comparison): 1 | -1 =>
  comparison === 'above' || comparison === 'atLeast' ? 1 : -1

/** Back on the safe side of the clear level, which itself counts as safe. */
export const recovered = (comparison: Comparison, value: number, clear: number): boolean =>
  comparison === 'above' || comparison === 'atLeast' ? value <= clear : value >= clear
