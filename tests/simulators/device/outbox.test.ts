import { describe, expect, it } from 'vitest'
import { keep, pack, packBacklog, reorder } from '../../../simulators/device/outbox.ts'
import type { Due } from '../../../simulators/message.ts'
import type { Effect } from '../../../simulators/scenario/effects.ts'

const message = (at: number, kind = 'vitals', more: Partial<Due> = {}): Due => ({
  at,
  topic: `v1/bands/band-001/${kind}`,
  payload: { ts: at },
  retain: kind === 'status',
  ...more,
})
const always = (type: 'duplicate' | 'reorder'): Effect[] => [{ type, from: 0, until: Infinity }]

describe('what a device keeps', () => {
  it('is at most the limit, the oldest readings going first and an SOS or a fall never', () => {
    const kept = keep(
      [message(1, 'sos'), message(2), message(3), message(4, 'fall')],
      [message(5), message(6)],
      4,
    )
    expect(kept.map(({ at }) => at)).toEqual([1, 4, 5, 6])
  })
})

describe('what goes out', () => {
  it('is one message each, twice the same while duplicating, the second marked DUP', () => {
    expect(pack([message(1)], [])).toMatchObject([{ payload: '{"ts":1}', dup: false }])
    expect(pack([message(1)], always('duplicate'))).toMatchObject([
      { payload: '{"ts":1}', dup: false },
      { payload: '{"ts":1}', dup: true, messages: [] },
    ])
  })

  it('after an outage is the SOS first, then one array per topic, and the newest state alone and retained', () => {
    const parcels = packBacklog([
      message(1, 'status'),
      message(2),
      message(3, 'steps'),
      message(4),
      message(5, 'sos'),
      message(6, 'status'),
    ])
    expect(parcels.map(({ topic, payload, retain }) => [topic.split('/')[3], payload, retain])).toEqual([
      ['sos', '{"ts":5}', false],
      ['status', '{"ts":1}', false],
      ['status', '{"ts":6}', true],
      ['vitals', '[{"ts":2},{"ts":4}]', false],
      ['steps', '{"ts":3}', false],
    ])
  })

  it('never puts more than 500 readings into one array', () => {
    const sizes = packBacklog(Array.from({ length: 1201 }, (_, n) => message(n))).map(
      ({ payload }) => (JSON.parse(payload) as unknown[]).length,
    )
    expect(sizes).toEqual([500, 500, 201])
  })
})

describe('reordering', () => {
  it('swaps neighbours, holds one across calls, and never holds an SOS back', () => {
    const first = reorder([message(1), message(2), message(3)], always('reorder'), undefined)
    expect(first.out.map(({ at }) => at)).toEqual([2, 1])
    expect(first.held?.at).toBe(3)
    const second = reorder([message(4, 'sos')], always('reorder'), first.held)
    expect(second.out.map(({ at }) => at)).toEqual([4, 3])
    expect(second.held).toBeUndefined()
  })
})
