import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ChainedLine,
  type ChainHead,
  GENESIS,
  hashOf,
  verifyChain,
} from '../../../alerts/record/chain.ts'

const digest = (text: string): string => hash('sha256', text, 'hex')

type Content = Omit<ChainedLine, 'no' | 'previous' | 'hash'>

function chained(contents: readonly Content[]): ChainedLine[] {
  const lines: ChainedLine[] = []
  let head: ChainHead = GENESIS
  for (const content of contents) {
    const line = { ...content, no: head.no + 1, previous: head.hash }
    const next = { ...line, hash: hashOf(line, digest) }
    lines.push(next)
    head = next
  }
  return lines
}

const headOf = (lines: readonly ChainedLine[]): ChainHead => lines.at(-1) ?? GENESIS
const verify = (lines: readonly ChainedLine[], head: ChainHead, kept?: ChainHead) =>
  verifyChain(lines, { head, digest, ...(kept === undefined ? {} : { kept }) })

const content = fc.record<Content>({
  alertId: fc.integer({ min: 1, max: 50 }),
  seq: fc.integer({ min: 1, max: 50 }),
  at: fc.integer({ min: 0, max: 2e12 }),
  kind: fc.constantFrom('opened', 'notified', 'acknowledged'),
  actor: fc.string(),
  detail: fc.json(),
  recordedAt: fc.option(fc.integer({ min: 0, max: 2e12 })),
})
const record = fc.array(content, { minLength: 2, maxLength: 12 }).map(chained)
const place = fc.nat({ max: 1_000 })

describe('the hash chain of the timeline', () => {
  it('verifies what was written, from nothing to many lines', () =>
    fc.assert(
      fc.property(fc.array(content, { maxLength: 12 }).map(chained), (lines) => {
        const head = headOf(lines)
        expect(verify(lines, head)).toEqual({ ok: true, head: { no: head.no, hash: head.hash } })
      }),
    ))

  it('names the very line in which anything was changed, and the one before it as the last good one', () =>
    fc.assert(
      fc.property(
        record,
        place,
        fc.constantFrom<keyof Content>('alertId', 'seq', 'at', 'kind', 'actor', 'detail', 'recordedAt'),
        (lines, where, field) => {
          const i = where % lines.length
          const line = lines[i] as ChainedLine
          const value = line[field]
          const other = typeof value === 'string' ? `${value}x` : (value ?? 0) + 1
          const touched = lines.with(i, { ...line, [field]: other })
          const verdict = verify(touched, headOf(lines))
          expect(verdict).toMatchObject({ ok: false, difference: 'changed', no: i + 1 })
          expect(verdict.ok ? undefined : verdict.lastGood?.no).toBe(i === 0 ? undefined : i)
        },
      ),
    ))

  it('names a line that was changed and hashed anew: the next one remembers another', () =>
    fc.assert(
      fc.property(record, place, (lines, where) => {
        const i = where % lines.length
        const line = { ...(lines[i] as ChainedLine), actor: 'somebody else entirely' }
        const touched = lines.with(i, { ...line, hash: hashOf(line, digest) })
        const verdict = verify(touched, headOf(lines))
        expect(verdict).toMatchObject({ ok: false, difference: 'rewritten', no: i + 1 })
        expect(verdict.ok ? undefined : verdict.lastGood?.no).toBe(i === 0 ? undefined : i)
      }),
    ))

  it('misses a line that was taken out, and says so when the newest ones are gone', () =>
    fc.assert(
      fc.property(record, place, (lines, where) => {
        const i = where % lines.length
        const isLast = i === lines.length - 1
        expect(verify(lines.toSpliced(i, 1), headOf(lines))).toMatchObject({
          ok: false,
          difference: isLast ? 'cutOff' : 'missing',
          no: i + 1,
        })
      }),
    ))

  it('finds a line that was put in, wherever and under whatever number', () =>
    fc.assert(
      fc.property(record, content, place, fc.boolean(), (lines, extra, where, isRenumbered) => {
        const i = where % (lines.length + 1)
        const previous = (lines[i - 1] ?? GENESIS).hash
        const line = { ...extra, no: i + 1, previous }
        const after = lines.slice(i).map((each) => (isRenumbered ? { ...each, no: each.no + 1 } : each))
        const forged = [...lines.slice(0, i), { ...line, hash: hashOf(line, digest) }, ...after]
        expect(verify(forged, headOf(lines)).ok).toBe(false)
      }),
    ))

  it('finds two lines that changed places, with or without their numbers', () =>
    fc.assert(
      fc.property(record, place, place, fc.boolean(), (lines, one, two, isRenumbered) => {
        const [i, j] = [one % lines.length, two % lines.length]
        fc.pre(i !== j)
        const [a, b] = [lines[i] as ChainedLine, lines[j] as ChainedLine]
        const swapped = lines
          .with(i, isRenumbered ? { ...b, no: a.no } : b)
          .with(j, isRenumbered ? { ...a, no: b.no } : a)
        expect(verify(swapped, headOf(lines)).ok).toBe(false)
      }),
    ))

  it('a whole chain written anew is found by a head that was kept elsewhere, and by nothing else', () =>
    fc.assert(
      fc.property(record, place, (lines, where) => {
        const i = where % lines.length
        const forged = chained(
          lines.map((line, at) => (at === i ? { ...line, actor: `${line.actor}!` } : line)),
        )
        expect(verify(forged, headOf(forged)).ok).toBe(true)
        expect(verify(forged, headOf(forged), headOf(lines))).toMatchObject({
          ok: false,
          difference: 'headDiffers',
          no: lines.length,
        })
      }),
    ))

  it('a head that was kept proves more lines than there are', () => {
    const lines = chained([1, 2, 3].map((seq) => ({ ...BLANK, seq })))
    const shorter = lines.slice(0, 2)
    expect(verify(shorter, headOf(shorter), headOf(lines))).toMatchObject({ difference: 'cutOff', no: 3 })
    expect(verify(lines, headOf(lines), headOf(shorter)).ok).toBe(true)
  })
})

const BLANK: Content = {
  alertId: 1,
  seq: 1,
  at: 0,
  kind: 'opened',
  actor: 'system',
  detail: '{}',
  recordedAt: null,
}
