// What a person usually does, learned from ordinary readings. Knows no rule.

import type { Input } from '../detectors/detector.ts'
import type { Habits } from '../model/habits.ts'

/** The habits after a reading. `isAiling`: an alert about the person is up, and then nothing is learned. */
export function learn(
  habits: Habits | undefined,
  _input: Input,
  _isAiling: () => boolean,
): Habits | undefined {
  return habits
}
