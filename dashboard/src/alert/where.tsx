// Where to go and whom to call: what the officer reads out on the phone while the other hand holds the mouse.

import { Icon } from '../design/icon.tsx'
import { Contacts } from '../place/contacts.tsx'
import { LastPosition } from '../place/last-position.tsx'
import type { Alert, ResidentDetail } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { Link } from '../shell/navigation.tsx'
import { drainPath, residentPath } from '../shell/route.ts'
import { text } from '../text/text.ts'

const ResidentWhere = ({ id }: { id: string }) => {
  const words = text.value
  const detail = useLoaded<ResidentDetail>(`/api/residents/${encodeURIComponent(id)}`).value
  if (detail === null) return null
  return (
    <section class="alert-part">
      <h3>
        {words.alert.where}
        <Link to={residentPath(id)}>{words.alert.openResident}</Link>
      </h3>
      <p class="where">
        <Icon name="place" />
        <strong>{detail.address}</strong>
      </p>
      {detail.tile.position !== null && (
        <p class="where">
          <Icon name="place" />
          <LastPosition position={detail.tile.position} outsideMetres={detail.outsideMetres} />
        </p>
      )}
      {detail.entry !== '' && (
        <p class="where">
          <Icon name="door" />
          <span>{detail.entry}</span>
        </p>
      )}
      {detail.conditions.length > 0 && (
        <p class="where">
          <Icon name="heart" />
          <span>{detail.conditions.join(locale())}</span>
        </p>
      )}
      <Contacts detail={detail} />
    </section>
  )
}

/** The list separator of the language. */
const locale = (): string => (text.value.time.now === 'just now' ? ', ' : '、')

export const Where = ({ alert }: { alert: Alert }) => {
  if (alert.subject.kind === 'resident') return <ResidentWhere id={alert.subject.id} />
  if (alert.subject.kind === 'drain')
    return (
      <p>
        <Link to={drainPath(alert.subject.id)}>{text.value.alert.openDrain}</Link>
      </p>
    )
  return null
}
