// How much of the machine its host gave to others meanwhile, from /proc/stat: what a tail of latencies is worth.

import { readFileSync } from 'node:fs'

const FIELDS = { steal: 7, all: 8 }

function ticks(): { stolen: number; all: number } {
  const [, ...counts] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/\s+/).map(Number) ?? []
  return {
    stolen: counts[FIELDS.steal] ?? 0,
    all: counts.slice(0, FIELDS.all).reduce((sum, count) => sum + count, 0),
  }
}

/** Percent of all processors' time since the call, when asked. */
export function watchSteal(): () => number {
  const before = ticks()
  return () => {
    const { stolen, all } = ticks()
    return (100 * (stolen - before.stolen)) / Math.max(1, all - before.all)
  }
}
