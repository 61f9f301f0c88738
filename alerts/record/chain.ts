// The hash chain of the timeline: every line names the hash of the one before it, site-wide, so that a line that was
// changed, taken out, put in or moved shows. Knows the form and the verdict; the digest itself is handed in.

import type { EpochMs } from '../model/time.ts'

/** SHA-256 of a text, as lower-case hex. */
export type Digest = (text: string) => string

/** What stands on record: the columns of a line as they are stored, `detail` as its JSON text. */
export type ChainedLine = Readonly<{
  /** 1, 2, 3 … over the whole site, in the order of writing. */
  no: number
  alertId: number
  seq: number
  at: EpochMs
  kind: string
  actor: string
  detail: string
  /** When the writer wrote it. */
  recordedAt: EpochMs | null
  previous: string
  hash: string
}>

/** The newest line: whoever keeps it elsewhere can prove later that nothing before it was touched. */
export type ChainHead = Readonly<{ no: number; hash: string }>

/** Before the first line. */
export const GENESIS: ChainHead = Object.freeze({ no: 0, hash: '0'.repeat(64) })

/** A JSON array has one reading only: no two different lines have the same text. */
export const hashOf = (line: Omit<ChainedLine, 'hash'>, digest: Digest): string =>
  digest(
    JSON.stringify([
      line.previous,
      line.no,
      line.alertId,
      line.seq,
      line.at,
      line.kind,
      line.actor,
      line.detail,
      line.recordedAt,
    ]),
  )

/**
 * `changed`: its content does not fit its own hash. `rewritten`: it fits, but what came after it was chained to another
 * line of that number. `missing`: no line has that number. `afterHead`: a number the site never gave out. `cutOff`: the
 * newest lines are gone. `headDiffers`: a whole chain, but not the one whose head was kept.
 */
export type Difference = 'changed' | 'rewritten' | 'missing' | 'afterHead' | 'cutOff' | 'headDiffers'

export type Place = Readonly<{ no: number; alertId: number; seq: number }>

export type Verdict =
  | Readonly<{ ok: true; head: ChainHead }>
  | Readonly<{
      ok: false
      difference: Difference
      /** The running number of the first broken line. */
      no: number
      /** Which line it is; absent for one that is gone. */
      line?: Place
      /** The newest line before it that fits; absent when there is none. */
      lastGood?: Place
    }>

/**
 * Walks the lines in the order of `no`. `head` is what the writer last left, `kept` one that was kept elsewhere. Whoever
 * can write the whole file can chain it anew from any line on: only a head that was kept elsewhere shows that.
 */
export function verifyChain(
  lines: Iterable<ChainedLine>,
  { head, kept, digest }: Readonly<{ head: ChainHead; kept?: ChainHead; digest: Digest }>,
): Verdict {
  let last: ChainedLine | undefined
  let beforeLast: ChainedLine | undefined
  const broken = (difference: Difference, at: Place | number): Verdict => {
    const lastGood = difference === 'rewritten' ? beforeLast : last
    return {
      ok: false,
      difference,
      ...(typeof at === 'number' ? { no: at } : { no: at.no, line: placeOf(at) }),
      ...(lastGood === undefined ? {} : { lastGood: placeOf(lastGood) }),
    }
  }

  for (const line of lines) {
    const expected = (last?.no ?? 0) + 1
    if (line.no !== expected) return broken('missing', expected)
    if (hashOf(line, digest) !== line.hash) return broken('changed', line)
    if (line.previous !== (last ?? GENESIS).hash) return broken(last ? 'rewritten' : 'changed', last ?? line)
    if (line.no > head.no) return broken('afterHead', line)
    if (kept?.no === line.no && kept.hash !== line.hash) return broken('headDiffers', line)
    beforeLast = last
    last = line
  }
  const end = last ?? GENESIS
  if (end.no < Math.max(head.no, kept?.no ?? 0)) return broken('cutOff', end.no + 1)
  if (end.hash !== head.hash) return last ? broken('rewritten', last) : broken('headDiffers', 0)
  return { ok: true, head: { no: end.no, hash: end.hash } }
}

const placeOf = ({ no, alertId, seq }: Place): Place => ({ no, alertId, seq })
