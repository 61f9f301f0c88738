// Where somebody is, a press and what followed a fall, as sentences, from the facts of an alert.

import type { Alert } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'
import type { Reader } from './alert-text.ts'
import { preciseText } from './time.ts'

const MINUTE = 60_000

const numberOf = (alert: Alert, name: string): number | undefined => {
  const value = alert.evidence.facts?.[name]
  return typeof value === 'number' ? value : undefined
}

/** 7 m, 480 m, 1.2 km: no more exact than a fix is. */
export const distanceText = ({ circumstances }: Dictionary, metres: number): string =>
  metres < 1_000
    ? circumstances.metres(metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10)
    : circumstances.kilometres((metres / 1_000).toFixed(1))

const joined = (reader: Reader, sentences: readonly string[]): string =>
  sentences.join(reader.locale === 'en' ? ' ' : '')

/** Why an alert about a place stands; undefined for every other alert. */
export const placeCause = (reader: Reader, alert: Alert): string | undefined => {
  const { words } = reader
  const { circumstances } = words
  const time = (at: number): string => preciseText(reader.locale, at, reader.now)
  const sentences: string[] = []
  const distance = numberOf(alert, 'distanceMetres')
  const path = numberOf(alert, 'pathMetres')
  if (distance !== undefined)
    sentences.push(
      circumstances.outside({
        since: time(numberOf(alert, 'outsideSince') ?? alert.evidence.since),
        distance: distanceText(words, distance),
      }),
    )
  else if (path !== undefined)
    sentences.push(
      circumstances.wandering({
        minutes: Math.round((numberOf(alert, 'windowMs') ?? 0) / MINUTE),
        path: distanceText(words, path),
        displacement: distanceText(words, numberOf(alert, 'displacementMetres') ?? 0),
        turns: numberOf(alert, 'turns') ?? 0,
      }),
    )
  else return undefined
  const at = numberOf(alert, 'positionAt')
  const accuracy = numberOf(alert, 'accuracyMetres')
  const source = String(alert.evidence.facts?.source ?? 'gps')
  if (at !== undefined)
    sentences.push(
      circumstances.position({
        at: time(at),
        accuracy: accuracy === undefined ? '' : distanceText(words, accuracy),
        source: circumstances.source[source] ?? source,
      }),
    )
  if (alert.evidence.facts?.byVehicle === true) sentences.push(circumstances.byVehicle)
  return joined(reader, sentences)
}

/** What speaks for or against a press, and what followed a fall; each with the gap before it. */
export const emergencyCircumstances = (reader: Reader, alert: Alert): string => {
  const { why, circumstances } = reader.words
  const facts = alert.evidence.facts ?? {}
  const sentences: string[] = []
  if (facts.suspectedUnplug === true) sentences.push(circumstances.unplug)
  else if (facts.charging === true && alert.ruleId === 'sos') sentences.push(why.charging)
  else if (facts.worn === false && alert.ruleId === 'sos') sentences.push(why.takenOff)
  const presses = numberOf(alert, 'presses')
  if (presses !== undefined) sentences.push(circumstances.presses(presses))
  const steps = numberOf(alert, 'steps')
  if (facts.movement === 'moved' && steps !== undefined) sentences.push(circumstances.walked(steps))
  else if (facts.movement !== undefined) sentences.push(circumstances.movement[String(facts.movement)] ?? '')
  return sentences.map((sentence) => (reader.locale === 'en' ? ` ${sentence}` : sentence)).join('')
}

/** The cause went away: of a place, that they are back. */
export const backText = (reader: Reader, alert: Alert, at: string): string =>
  alert.evidence.facts?.positionAt === undefined
    ? reader.words.why.cleared(at)
    : reader.words.circumstances.back(at)
