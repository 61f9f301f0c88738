// A group of tests on recordings, or one skipped test that says why there are none.

import { describe, it } from 'vitest'
import { present, WHERE } from './truth/files.ts'

export function describeQuality(name: string, tests: () => void): void {
  if (present) describe(name, tests)
  else it.skip(`${name}: not run, because the recordings are not at ${WHERE}`, () => {})
}
