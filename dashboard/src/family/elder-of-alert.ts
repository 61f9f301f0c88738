// A notification leads to one alert: which of a family's elders it is about. The live world knows what is open; what was
// resolved meanwhile is asked for.

import { alerts } from '../live/store.ts'
import type { AlertDetail } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { shownAlert } from '../shell/navigation.tsx'

/** Undefined where the address names no alert, or that of nobody's elder here. */
export const useElderOfAlert = (ids: readonly string[]): string | undefined => {
  const alertId = shownAlert.value
  const live = alertId === null ? undefined : alerts.value.get(alertId)
  const isAsked = alertId !== null && live === undefined && ids.length > 1
  const detail = useLoaded<AlertDetail>(isAsked ? `/api/alerts/${alertId}` : null)
  const subject = (live ?? detail.value?.alert)?.subject
  return subject?.kind === 'resident' && ids.includes(subject.id) ? subject.id : undefined
}
