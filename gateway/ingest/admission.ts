// Which readings are new. A press is remembered for ever. A reading that carries its device's time needs no memory: sent
// again, it is not newer than what it already moved, and it is the same row of the history. Only what has no time is
// remembered.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { Reading } from '../../alerts/model/telemetry.ts'
import type { Identities } from './identities.ts'

export const isPress = (reading: Reading): boolean => reading.kind === 'sos' || reading.kind === 'fall'

export function createAdmission(identities: Identities) {
  return {
    /** True when it is new; it is then remembered where that is needed. */
    admit(key: SubjectKey, deviceId: string, reading: Reading): boolean {
      if (isPress(reading)) return identities.admitPress(`${deviceId}|${reading.ident}`)
      return reading.deviceClock || identities.admit(key, `${deviceId}|${reading.ident}`)
    },
    /** They were not stored: their second copy counts. */
    forget(key: SubjectKey, deviceId: string, readings: readonly Reading[]): void {
      for (const reading of readings)
        if (isPress(reading)) identities.forgetPress(`${deviceId}|${reading.ident}`)
        else if (!reading.deviceClock) identities.forget(key, `${deviceId}|${reading.ident}`)
    },
  }
}
