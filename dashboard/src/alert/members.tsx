// What an incident is made of: its alerts, those that stand first.

import { Glyph } from '../design/glyph.tsx'
import { Chip } from '../design/parts.tsx'
import { alertTitle } from '../format/alert-text.ts'
import { preciseText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import { alerts } from '../live/store.ts'
import { newerAlert } from '../live/world.ts'
import { subjectName } from '../place/subject.ts'
import type { Alert } from '../server-types.ts'
import { showAlert } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'

type Props = { incident: Alert; members: readonly Alert[] }

export const Members = ({ incident, members }: Props) => {
  const words = text.value
  const current = members.map((member) => newerAlert(alerts.value.get(member.id), member))
  return (
    <section class="alert-part" data-testid="incident-members">
      <h3>
        {words.incident.members(incident.members?.count ?? members.length)}{' '}
        {incident.members !== undefined && <Chip>{words.incident.standing(incident.members.standing)}</Chip>}
      </h3>
      {current.map((member) => (
        <button
          key={member.id}
          type="button"
          class="member-row"
          data-testid={`member-${member.id}`}
          onClick={() => showAlert(member.id)}
        >
          <Glyph shape={member.status === 'resolved' ? 'fine' : member.severity} size={16} />
          <span>
            <strong>{subjectName(member.subject).name}</strong> {alertTitle(words, member)}
          </span>
          <span class="muted small">
            {member.status === 'resolved' || member.clearedAt !== undefined
              ? words.status.resolved
              : preciseText(locale.value, member.eventTime, slowNow.value)}
          </span>
        </button>
      ))}
    </section>
  )
}
