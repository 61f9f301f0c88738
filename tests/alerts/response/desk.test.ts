import { describe, expect, it } from 'vitest'
import type { DeskRecord } from '../../../alerts/model/desk.ts'
import { type DeskWord, deskSays, furthest } from '../../../alerts/response/desk.ts'
import { MINUTE, TEN } from './town.ts'

const word = (step: DeskWord['step'], change: Partial<DeskWord> = {}): DeskWord => ({
  step,
  at: TEN,
  heardAt: TEN,
  by: 'x-120',
  how: 'interface',
  ...change,
})
const OPEN = { withdrawn: false }

/** Plays words one after the other; what is refused changes nothing. */
function play(words: readonly DeskWord[], card = OPEN) {
  let record: DeskRecord | undefined
  const said: string[] = []
  for (const each of words) {
    const verdict = deskSays(record, each, card)
    said.push(verdict.ok ? verdict.news : verdict.code)
    if (verdict.ok) record = verdict.record
  }
  return { record, said }
}

describe('the desk’s side of a card', () => {
  it('received, vehicle out, arrived: each is a step with its own time', () => {
    const { record, said } = play([
      word('received', { at: TEN, cardVersion: 2, eventNumber: 'E-87' }),
      word('vehicleOut', { at: TEN + 3 * MINUTE, vehicle: { number: '沪A12345', phone: '13800000000' } }),
      word('arrived', { at: TEN + 12 * MINUTE }),
    ])
    expect(said).toEqual(['step', 'step', 'step'])
    expect(record).toMatchObject({
      received: { at: TEN },
      vehicleOut: { at: TEN + 3 * MINUTE },
      arrived: { at: TEN + 12 * MINUTE },
      eventNumber: 'E-87',
      vehicle: { number: '沪A12345', phone: '13800000000' },
      cardVersion: 2,
    })
    expect(furthest(record)).toBe('arrived')
  })

  it('an earlier step that comes later is filled in with its own time and moves nothing back', () => {
    const { record, said } = play([word('vehicleOut', { at: TEN + MINUTE }), word('received', { at: TEN })])
    expect(said).toEqual(['step', 'filledIn'])
    expect(furthest(record)).toBe('vehicleOut')
    expect(record?.received?.at).toBe(TEN)
  })

  it('twice is said already: the time and the source that came first stay', () => {
    const { record, said } = play([
      word('received', { how: 'phone', by: 'p-day' }),
      word('received', { at: TEN + MINUTE }),
    ])
    expect(said).toEqual(['step', 'alreadySaid'])
    expect(record?.received).toMatchObject({ at: TEN, by: 'p-day', how: 'phone' })
  })

  it('a repeat that brings a number that was missing adds it', () => {
    const { record, said } = play([
      word('received'),
      word('received', { eventNumber: 'E-87' }),
      word('vehicleOut', { vehicle: { number: '沪A12345' } }),
      word('vehicleOut', { vehicle: { number: '沪B99999', phone: '13800000000' } }),
    ])
    expect(said).toEqual(['step', 'details', 'step', 'details'])
    expect(record).toMatchObject({
      eventNumber: 'E-87',
      vehicle: { number: '沪A12345', phone: '13800000000' },
    })
  })

  it('the interface corrects a number from the telephone; the telephone does not correct the interface', () => {
    const heard = word('received', { how: 'phone', by: 'p-day', eventNumber: 'E-78' })
    const sent = word('received', { eventNumber: 'E-87' })
    expect(play([heard, sent])).toMatchObject({ said: ['step', 'details'], record: { eventNumber: 'E-87' } })
    expect(play([sent, heard])).toMatchObject({
      said: ['step', 'eventNumberDiffers'],
      record: { eventNumber: 'E-87' },
    })
    expect(play([sent, word('vehicleOut', { eventNumber: 'E-99' })]).said).toEqual([
      'step',
      'eventNumberDiffers',
    ])
  })

  it('a word on an older version counts; the newest version the desk is known to have stays', () => {
    const { record } = play([word('received', { cardVersion: 5 }), word('vehicleOut', { cardVersion: 3 })])
    expect(record).toMatchObject({ cardVersion: 5, vehicleOut: { at: TEN } })
  })

  it('stands down only for a card that was withdrawn, and what its vehicle did is still a fact', () => {
    expect(play([word('standDown')]).said).toEqual(['notWithdrawn'])
    const after = play([word('received'), word('standDown'), word('standDown'), word('vehicleOut')], {
      withdrawn: true,
    })
    expect(after.said).toEqual(['step', 'step', 'alreadySaid', 'step'])
    expect(furthest(after.record)).toBe('vehicleOut')
  })
})
