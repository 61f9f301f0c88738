// The card behind both pages: fetched when the page opens, which the record keeps, and again when something changes.

import { useEffect, useState } from 'preact/hooks'
import { learnNames } from '../alert/names.ts'
import { alerts } from '../live/store.ts'
import type { CardSheet } from '../server-types.ts'
import { requestId } from '../session/request.ts'
import { useLoaded } from '../shell/load.ts'

export const useCard = (alertId: number, page: 'sheet' | 'script') => {
  // One opening of the page is one line of the record, however often the card is fetched anew.
  const [opening] = useState(requestId)
  const loaded = useLoaded<CardSheet>(`/api/alerts/${alertId}/card?page=${page}&opening=${opening}`)
  const { value: sheet, reload } = loaded
  const revision = alerts.value.get(alertId)?.revision
  useEffect(() => {
    if (sheet === null) return
    learnNames(sheet.people)
    if (revision !== undefined && revision > sheet.alert.revision) reload()
  }, [sheet, revision, reload])
  return loaded
}
