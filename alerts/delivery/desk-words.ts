// What a desk reads about the patient's state, in its own language. Words only.

import type { Observation, ObservedAnswer } from '../model/desk.ts'

const QUESTION: Readonly<Record<Observation, string>> = { conscious: '意识', breathing: '呼吸' }
const ANSWER: Readonly<Record<ObservedAnswer, string>> = { yes: '有', no: '无', unclear: '不清楚' }

/** "意识：无": what a person has seen, for the desk, which reads Chinese. */
export const observedWords = (question: Observation, answer: ObservedAnswer): string =>
  `${QUESTION[question]}：${ANSWER[answer]}`
