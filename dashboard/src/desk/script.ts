// What is said to a dispatcher, sentence by sentence, in the order in which they ask: where first, then who and what.
// Pure: a card in, sentences out.

import type { Card120, Locale, Observation } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'
import { inWords } from './card-words.ts'
import { spelledParts } from './spell.ts'

export type ScriptLine = Readonly<{
  id: string
  kind: 'say' | 'ask' | 'write'
  text: string
  /** What is easily misheard of it, spelled. */
  spelled?: string
  question?: Observation
  hint?: string
}>

type Reader = Readonly<{
  words: Dictionary
  locale: Locale
  /** "03:12" */
  timeOf: (at: number) => string
  /** What happened, in the reader's language. */
  what: string
}>

export const scriptOf = (card: Card120, { words, locale, timeOf, what }: Reader): readonly ScriptLine[] => {
  const { script } = words
  const listed = (values: readonly string[]): string =>
    values.length === 0 ? words.card120.noneKnown : values.join(locale === 'en' ? ', ' : '、')
  const say = (id: string, text: string): ScriptLine => {
    const spelled = spelledParts(text, locale)
    const joined = spelled.join(locale === 'en' ? '; ' : '，')
    return { id, kind: 'say', text, ...(joined === '' ? {} : { spelled: joined }) }
  }
  const ask = (question: Observation): ScriptLine => ({
    id: question,
    kind: 'ask',
    text: script[question],
    question,
    hint: script.askFirst,
  })
  const { patient, onSite = [], onTheWay = [], cautions = [], position } = card
  const vitals = card.vitals.map(
    ({ metric, value, eventTime }) =>
      `${inWords(words, `${metric} ${value}`)}${locale === 'en' ? ` (${timeOf(eventTime)})` : `（${timeOf(eventTime)}）`}`,
  )
  const [contact] = card.contacts
  const point = position?.gcj02
  return [
    say('address', script.address(card.address)),
    ...(card.entry === '' || card.entry === '—' ? [] : [say('entry', script.entry(card.entry))]),
    say('patient', script.patient(patient.name, words.card120.sex[patient.sex] ?? patient.sex, patient.age)),
    say('what', script.what(what, timeOf(card.calledAt))),
    ask('conscious'),
    ask('breathing'),
    say('history', script.history(listed(card.conditions))),
    say('medication', script.medication(listed(card.medication), listed(card.allergies))),
    ...(cautions.length === 0
      ? []
      : [say('cautions', script.cautions(listed(cautions.map((one) => inWords(words, one)))))]),
    ...(vitals.length === 0 ? [] : [say('vitals', script.vitals(listed(vitals)))]),
    onSite.length > 0
      ? say('gate', script.gate(listed(onSite)))
      : say('gate', onTheWay.length > 0 ? script.gateComing(listed(onTheWay)) : script.gateNobody),
    say('callBack', script.callBack(card.callBack ?? script.noPhone)),
    ...(contact?.phone === undefined
      ? []
      : [say('contact', script.contact(contact.name, contact.relation, contact.phone))]),
    ...(point === undefined
      ? []
      : [
          {
            id: 'coordinates',
            kind: 'say',
            text: script.coordinates(point.latitude.toFixed(5), point.longitude.toFixed(5)),
          } as const,
        ]),
    { id: 'write', kind: 'write', text: script.write, hint: script.writeHint },
  ]
}
