// Alerts as a table: on a resident's page and in the history. A row opens the alert.

import { personName } from '../alert/names.ts'
import { Glyph } from '../design/glyph.tsx'
import { Chip, type Tone } from '../design/parts.tsx'
import { alertTitle } from '../format/alert-text.ts'
import { momentText } from '../format/time.ts'
import { slowNow } from '../live/clock.ts'
import type { Alert } from '../server-types.ts'
import { showAlert } from '../shell/navigation.tsx'
import { locale, text } from '../text/text.ts'
import { subjectName } from './subject.ts'

const openTone: Readonly<Record<Alert['severity'], Tone>> = {
  critical: 'critical',
  warning: 'warning',
  info: 'info',
}
const statusTone = (alert: Alert): Tone =>
  alert.status === 'open' ? openTone[alert.severity] : alert.status === 'acknowledged' ? 'fine' : 'plain'

const Row = ({ alert, withSubject }: { alert: Alert; withSubject: boolean }) => {
  const words = text.value
  const who = subjectName(alert.subject)
  const by = alert.resolvedBy ?? alert.acknowledgedBy
  return (
    <tr data-click data-testid={`row-${alert.id}`} onClick={() => showAlert(alert.id)}>
      <td class="cell-number muted">{alert.id}</td>
      <td class="cell-time">{momentText(locale.value, alert.eventTime, slowNow.value)}</td>
      {withSubject && (
        <td class="cell-who">
          <strong>{who.name}</strong> <span class="muted">{who.place}</span>
        </td>
      )}
      <td class="cell-what">
        <button type="button" class="row-open" data-severity={alert.severity}>
          <Glyph shape={alert.severity} size={14} />
          {alertTitle(words, alert)}
        </button>
      </td>
      <td class="cell-status">
        <Chip tone={statusTone(alert)}>{words.status[alert.status]}</Chip>
      </td>
      <td class="cell-outcome">{alert.outcome === undefined ? '' : words.outcome[alert.outcome]}</td>
      <td class="cell-by muted">{by === undefined ? '' : personName(by)}</td>
    </tr>
  )
}

export const AlertTable = ({ alerts, withSubject }: { alerts: readonly Alert[]; withSubject: boolean }) => {
  const words = text.value.history
  return (
    <div class="table-scroll">
      <table class="table alerts-table">
        <thead>
          <tr>
            <th scope="col">{words.number}</th>
            <th scope="col">{words.time}</th>
            {withSubject && <th scope="col">{words.who}</th>}
            <th scope="col">{words.what}</th>
            <th scope="col">{words.status}</th>
            <th scope="col">{words.outcome}</th>
            <th scope="col">{words.by}</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <Row key={alert.id} alert={alert} withSubject={withSubject} />
          ))}
        </tbody>
      </table>
    </div>
  )
}
