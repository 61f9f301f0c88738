// What is wrong with a site file, where, and what would be right.

export type SiteFault = Readonly<{
  file: string
  /** 1 = the first line. */
  line: number
  message: string
  /** What would be right, with an example or the nearest known name. */
  advice: string
}>

/** `site.yaml:12  residents r-003: …  → …` */
export const formatFault = ({ file, line, message, advice }: SiteFault): string =>
  `${file}:${line}  ${message}${advice === '' ? '' : `\n    → ${advice}`}`

/** The known name closest to a misspelt one; undefined when none is close. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance >= bestDistance) continue
    best = candidate
    bestDistance = distance
  }
  return best
}

/** Levenshtein distance, one row at a time. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
