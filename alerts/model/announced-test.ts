// A test that staff have announced: the next press of that resident's band is one. A row that is used by one press,
// called off, or runs out; never deleted.

import { type EpochMs, MINUTE } from './time.ts'

export type AnnouncedTest = Readonly<{
  /** Site-wide running number. */
  id: number
  residentId: string
  /** Person id. */
  by: string
  at: EpochMs
  /** A press from then on is real. */
  until: EpochMs
  /** The family is told of the press too, as of a test. */
  tellFamily: boolean
  endedAt?: EpochMs
  endedBy?: string
  /** The press that was taken for it, and the alert it became. */
  pressedAt?: EpochMs
  alertId?: number
}>

/** `expired`: nobody pressed, or the press never arrived. */
export type TestState = 'waiting' | 'pressed' | 'calledOff' | 'expired'

export const SHORTEST_TEST = MINUTE
export const LONGEST_TEST = 60 * MINUTE
export const USUAL_TEST = 15 * MINUTE

export function testStateAt(test: AnnouncedTest, now: EpochMs): TestState {
  if (test.alertId !== undefined) return 'pressed'
  if (test.endedAt !== undefined) return 'calledOff'
  return now < test.until ? 'waiting' : 'expired'
}

/** On the alert of a press that was taken for a test; gone once somebody, or a second press, says that it is real. */
export type TestPress = Readonly<{
  testId: number
  /** Who announced it. */
  by: string
  announcedAt: EpochMs
  tellFamily: boolean
  /** When a channel had taken the announcer's or the family's message. */
  provenAt?: EpochMs
}>
