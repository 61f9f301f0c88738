// Where an axis ends and how it is divided, so that people can read a count off it. Pure.

/** A round number of steps at or above the highest bar. */
export const scaleOf = (highest: number): Readonly<{ top: number; step: number }> => {
  if (highest <= 4) return { top: Math.max(1, highest), step: 1 }
  const power = 10 ** Math.floor(Math.log10(highest / 4))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one * 4 >= highest) ?? power * 10
  return { top: Math.ceil(highest / step) * step, step }
}
