// The path of one alert from the press to the person, hop by hop, and where it is broken. Colour never speaks alone:
// each hop says its state in words, too.

import { useEffect, useRef } from 'preact/hooks'
import { durationText, preciseText } from '../format/time.ts'
import { now } from '../live/clock.ts'
import type { Alert, Hop, Proof as ProofOfAlert } from '../server-types.ts'
import { useLoaded } from '../shell/load.ts'
import { locale, text } from '../text/text.ts'
import { personName, recipientName } from './names.ts'
import './proof.css'

/** While it is open a hop may become overdue without anything happening. */
const LOOK_AGAIN_MS = 15_000

const spanText = (ms: number): string =>
  ms < 1_000 ? text.value.proof.milliseconds(Math.round(ms)) : durationText(text.value, ms)

const hopTitle = (hop: Hop): string => {
  const words = text.value.proof
  const parts: string[] = [`${words.hops[hop.hop]}: ${words.states[hop.state]}`]
  if (hop.at !== undefined) parts.push(preciseText(locale.value, hop.at, now.peek()))
  if (hop.tookMs !== undefined && hop.expectedMs !== undefined)
    parts.push(words.within(spanText(hop.tookMs), spanText(hop.expectedMs)))
  else if (hop.tookMs !== undefined) parts.push(words.took(spanText(hop.tookMs)))
  else if (hop.expectedMs !== undefined) parts.push(words.expected(spanText(hop.expectedMs)))
  return parts.join(' · ')
}

const HopMark = ({ hop }: { hop: Hop }) => {
  const words = text.value.proof
  return (
    <li data-state={hop.state} title={hopTitle(hop)} data-testid={`hop-${hop.hop}`}>
      <strong>{words.hops[hop.hop]}</strong>
      <span>
        {hop.tookMs === undefined
          ? hop.at === undefined
            ? words.states[hop.state]
            : preciseText(locale.value, hop.at, now.peek())
          : `+${spanText(hop.tookMs)}`}
      </span>
      {(hop.state === 'slow' || hop.state === 'missing') && hop.tookMs !== undefined && (
        <span>{words.states[hop.state]}</span>
      )}
      {hop.by !== undefined && hop.by !== 'system' && <span>{personName(hop.by)}</span>}
    </li>
  )
}

export const Proof = ({ alert, settled }: { alert: Alert; settled: number }) => {
  const words = text.value
  const loaded = useLoaded<ProofOfAlert>(`/api/alerts/${alert.id}/proof`)
  const { reload, value: proof } = loaded
  const isOpen = alert.status !== 'resolved'
  const version = `${alert.revision}/${settled}`
  const asked = useRef(version)
  // Every change of the alert, and every message that settles, may add a hop.
  useEffect(() => {
    if (asked.current === version) return
    asked.current = version
    reload()
  }, [version, reload])
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(reload, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isOpen, reload])
  if (proof === null) return null
  const troubled = proof.recipients.filter(({ state }) => state === 'failed' || state === 'slow')
  return (
    <section class="alert-part" data-testid="alert-proof">
      <h3>{words.proof.title}</h3>
      {proof.red !== undefined && (
        <p class="proof-red" data-testid="proof-red">
          {words.proof.red(words.proof.hops[proof.red])}
        </p>
      )}
      {proof.red === undefined && !isOpen && <p class="muted small">{words.proof.whole}</p>}
      <ol class="proof">
        {proof.hops
          .filter(({ state }) => state !== 'notAsked' && state !== 'skipped')
          .map((hop) => (
            <HopMark key={hop.hop} hop={hop} />
          ))}
      </ol>
      {troubled.length > 0 && (
        <ul class="proof-troubled">
          {troubled.map((one) => {
            const channel = words.channel[one.channel] ?? one.channel
            return (
              <li key={one.key} title={one.error}>
                {one.state === 'failed' || one.tookMs === undefined
                  ? words.proof.notReached(recipientName(one.recipientId, one.name), channel)
                  : words.proof.late(recipientName(one.recipientId, one.name), channel, spanText(one.tookMs))}
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
