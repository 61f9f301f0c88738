// Who was told, by which way, and whether it got there. The state is a shape and a word.

import { Icon, type IconName } from '../design/icon.tsx'
import { Loading } from '../design/parts.tsx'
import { preciseText } from '../format/time.ts'
import { now } from '../live/clock.ts'
import type { NotificationView } from '../server-types.ts'
import { locale, text } from '../text/text.ts'
import { recipientName } from './names.ts'

const icons: Readonly<Record<NotificationView['status'], IconName>> = {
  queued: 'clock',
  sending: 'clock',
  retrying: 'clock',
  delivered: 'check',
  failed: 'close',
}

export const Told = ({ views, loading }: { views: readonly NotificationView[]; loading: boolean }) => {
  const words = text.value
  const ordered = [...views].sort((a, b) => a.createdAt - b.createdAt || a.key.localeCompare(b.key))
  return (
    <section class="alert-part" data-testid="alert-told">
      <h3>{words.alert.told}</h3>
      {loading && <Loading />}
      {!loading && ordered.length === 0 && <p class="muted">{words.alert.nobodyTold}</p>}
      <ul class="told">
        {ordered.map((view) => (
          <li key={view.key} data-status={view.status}>
            <span class="told-state" title={view.lastError}>
              <Icon name={icons[view.status]} size={14} />
              {view.status === 'delivered' && view.reached !== undefined
                ? words.reached[view.reached]
                : words.delivery[view.status]}
            </span>
            <span class="told-who">
              <strong>{recipientName(view.recipientId, view.recipientName)}</strong>{' '}
              <span class="muted">
                {words.role[view.recipientRole] ?? view.recipientRole} ·{' '}
                {words.channel[view.channel] ?? view.channel}
                {view.reason !== 'raised' && ` · ${words.notificationReason[view.reason] ?? view.reason}`}
                {view.digest !== undefined && ` · ${words.policies.inDigest}`}
                {view.attempts > 1 && ` · ${words.alert.attempts(view.attempts)}`}
              </span>
            </span>
            <time class="muted">
              {preciseText(locale.value, view.settledAt ?? view.createdAt, now.peek())}
            </time>
          </li>
        ))}
      </ul>
    </section>
  )
}
