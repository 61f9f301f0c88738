// Addresses a calendar program may subscribe to: one's own shifts, everybody's; made, copied, revoked.

import { useState } from 'preact/hooks'
import { Dialog } from '../design/dialog.tsx'
import { say, sayProblem } from '../design/toast.tsx'
import type { RosterFeedView, RosterView } from '../server-types.ts'
import { request } from '../session/request.ts'
import { me } from '../session/session.ts'
import { useLoaded } from '../shell/load.ts'
import { NotYet } from '../shell/not-yet.tsx'
import { text } from '../text/text.ts'
import { namesOf } from './roster-text.ts'

const copy = async (field: HTMLInputElement): Promise<void> => {
  const words = text.value.roster.feeds
  field.select()
  try {
    // Needs a secure context; on a plain address in the office network the selection is there to be copied by hand.
    await navigator.clipboard.writeText(field.value)
    say(words.copied)
  } catch {
    say(words.cannotCopy, 'fault')
  }
}

type RowProps = {
  title: string
  testid: string
  feed: RosterFeedView | undefined
  busy: boolean
  onOpen: () => void
  onRevoke: () => void
}

const Row = ({ title, testid, feed, busy, onOpen, onRevoke }: RowProps) => {
  const words = text.value.roster.feeds
  const id = `feed-${feed?.id ?? title}`
  return (
    <li class="roster-feed" data-testid={testid}>
      <label for={id}>{title}</label>
      {feed === undefined ? (
        <button id={id} type="button" class="button" data-size="small" disabled={busy} onClick={onOpen}>
          {words.open}
        </button>
      ) : (
        <span class="roster-address">
          <input
            id={id}
            class="input"
            readOnly
            value={new URL(feed.path, location.href).href}
            onFocus={(event) => event.currentTarget.select()}
          />
          <button
            type="button"
            class="button"
            data-size="small"
            data-kind="primary"
            onClick={(event) => {
              const field = event.currentTarget.parentElement?.querySelector('input')
              if (field) void copy(field)
            }}
          >
            {words.copy}
          </button>
          <button type="button" class="button" data-size="small" disabled={busy} onClick={onRevoke}>
            {words.revoke}
          </button>
        </span>
      )}
    </li>
  )
}

type Props = { view: RosterView; onClose: () => void }

export const FeedsDialog = ({ view, onClose }: Props) => {
  const words = text.value.roster.feeds
  const [busy, setBusy] = useState(false)
  const loaded = useLoaded<readonly RosterFeedView[]>(
    `/api/roster/feeds?communityId=${encodeURIComponent(view.communityId)}`,
  )
  const mine = me.value?.personId ?? ''
  const act = async (path: string, body?: object): Promise<void> => {
    setBusy(true)
    const answer = await request<RosterFeedView>(path, {
      method: 'POST',
      ...(body === undefined ? {} : { body }),
    })
    setBusy(false)
    if (!answer.ok) sayProblem(answer.code)
    else if (answer.value.revokedAt !== undefined) say(words.revoked)
    loaded.reload()
  }
  const name = namesOf(view)
  const feeds = loaded.value ?? []
  const ofOthers = feeds.filter(({ personId }) => personId !== undefined && personId !== mine)
  const row = (title: string, personId: string | undefined) => {
    const feed = feeds.find((one) => one.personId === personId)
    return (
      <Row
        key={personId ?? 'all'}
        title={title}
        testid={personId === undefined ? 'feed-all' : personId === mine ? 'feed-mine' : `feed-${personId}`}
        feed={feed}
        busy={busy}
        onOpen={() =>
          void act('/api/roster/feeds', {
            communityId: view.communityId,
            ...(personId === undefined ? {} : { personId }),
          })
        }
        onRevoke={() => {
          if (feed !== undefined) void act(`/api/roster/feeds/${feed.id}/revoke`)
        }}
      />
    )
  }
  return (
    <Dialog title={words.title} testid="feeds-dialog" wide onClose={onClose}>
      <div class="stack">
        <p class="muted">{words.lead}</p>
        {loaded.value === null ? (
          <NotYet asked={loaded} />
        ) : (
          <ul class="roster-feeds">
            {row(words.mine, mine)}
            {me.value?.role !== 'grid' && row(words.everybody, undefined)}
            {ofOthers.map(({ personId = '' }) => row(words.of(name(personId)), personId))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}
