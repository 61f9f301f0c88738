// The browser's own voice, where it has one: reads a line aloud for practice, or into a telephone on loudspeaker.

import { signal } from '@preact/signals'
import type { Locale } from '../server-types.ts'

export const canSpeak = (): boolean => 'speechSynthesis' in globalThis
export const speaking = signal(false)

export const hushSpeech = (): void => {
  if (canSpeak()) speechSynthesis.cancel()
  speaking.value = false
}

export const speak = (line: string, locale: Locale): void => {
  hushSpeech()
  const utterance = new SpeechSynthesisUtterance(line)
  utterance.lang = locale
  utterance.rate = 0.9
  const done = (): void => {
    speaking.value = false
  }
  utterance.onend = done
  utterance.onerror = done
  speaking.value = true
  speechSynthesis.speak(utterance)
}
