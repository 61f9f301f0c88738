// What was last seen to work: every resident's SOS button, every channel.

import { useEffect } from 'preact/hooks'
import { Card, Chip, Empty, Loading } from '../design/parts.tsx'
import { slowNow } from '../live/clock.ts'
import { hasSnapshot } from '../live/store.ts'
import type { ProvenAnswer } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { NotYet } from '../shell/not-yet.tsx'
import { text } from '../text/text.ts'
import { ProvenResidents } from './proven-residents.tsx'
import { agoText } from './test-state.ts'

const LOOK_AGAIN_MS = 60_000

const Channels = () => {
  const words = text.value
  const { value, state, code, reload } = useLoaded<ProvenAnswer>('/api/health/proven')
  useEffect(() => {
    const timer = setInterval(reload, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [reload])
  if (value === null) return <NotYet asked={{ state, code, reload }} />
  if (value.channels.length === 0) return <Empty icon="message" title={words.proven.noChannels} />
  return (
    <ul class="proven-list">
      {value.channels.map(({ channel, isOn, at }) => (
        <li
          key={channel}
          class="proven-row"
          data-channel
          data-testid={`proven-channel-${channel}`}
          data-never={at === null || undefined}
        >
          <strong class="proven-who">{words.channel[channel] ?? channel}</strong>
          <span class="proven-when">
            {at === null ? words.proven.channelNever : agoText(words, at, slowNow.value)}
            {!isOn && <Chip>{words.proven.channelOff}</Chip>}
          </span>
        </li>
      ))}
    </ul>
  )
}

const ProvenPage = () => {
  const words = text.value.proven
  return (
    <main id="main" class="page proven-page" data-testid="proven-page">
      <Card title={words.title}>{hasSnapshot.value ? <ProvenResidents /> : <Loading />}</Card>
      <Card title={words.channels}>
        <Channels />
      </Card>
    </main>
  )
}

export default ProvenPage
