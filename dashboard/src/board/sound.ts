// The tones of alerts. Browsers play nothing before a person has touched the page: that state is shown, not hidden.

import { computed, effect, signal } from '@preact/signals'
import { openAlerts } from '../live/store.ts'
import type { Severity } from '../server-types.ts'
import { recall, remember } from '../shell/memory.ts'

export const soundOn = signal(recall('sound') !== 'off')
/** Whether the browser lets this page make sound. */
export const soundAllowed = signal(false)
/** Open alerts a person has hushed on this screen: they no longer repeat; a new alert still sounds. */
const hushed = signal<ReadonlySet<number>>(new Set())

const REPEAT_MS = 5_000

let audio: AudioContext | null = null

const contextOf = (): AudioContext | null => {
  if (audio === null && typeof AudioContext !== 'undefined') {
    audio = new AudioContext()
    audio.onstatechange = () => {
      soundAllowed.value = audio?.state === 'running'
    }
  }
  return audio
}

/** Must run inside a click or key press. */
export const enableSound = (): void => {
  const context = contextOf()
  if (context === null) return
  void context.resume().then(() => {
    soundAllowed.value = context.state === 'running'
  })
}

export const toggleSound = (): void => {
  soundOn.value = !soundOn.value
  remember('sound', soundOn.value ? 'on' : 'off')
  if (soundOn.value) enableSound()
}

type Note = Readonly<{ at: number; hertz: number; seconds: number }>

// Critical: three quick high pairs, hard to sleep through. Warning: two falling notes. Info: one soft note.
const tunes: Readonly<Record<Severity, readonly Note[]>> = {
  critical: [0, 0.36, 0.72].flatMap((at) => [
    { at, hertz: 988, seconds: 0.14 },
    { at: at + 0.16, hertz: 1319, seconds: 0.16 },
  ]),
  warning: [
    { at: 0, hertz: 784, seconds: 0.22 },
    { at: 0.26, hertz: 587, seconds: 0.32 },
  ],
  info: [{ at: 0, hertz: 659, seconds: 0.2 }],
}
const loudness: Readonly<Record<Severity, number>> = { critical: 0.5, warning: 0.28, info: 0.12 }

export const playTone = (severity: Severity): void => {
  const context = contextOf()
  if (!soundOn.value || context === null || context.state !== 'running') return
  for (const note of tunes[severity]) {
    const tone = context.createOscillator()
    const gain = context.createGain()
    const start = context.currentTime + note.at
    tone.type = severity === 'critical' ? 'square' : 'sine'
    tone.frequency.value = note.hertz
    // Short ramps: a square wave cut hard clicks.
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(loudness[severity] * (severity === 'critical' ? 0.4 : 1), start + 0.02)
    gain.gain.setValueAtTime(loudness[severity] * (severity === 'critical' ? 0.4 : 1), start + note.seconds)
    gain.gain.linearRampToValueAtTime(0, start + note.seconds + 0.04)
    tone.connect(gain).connect(context.destination)
    tone.start(start)
    tone.stop(start + note.seconds + 0.05)
  }
}

/** Critical alerts nobody has acknowledged and nobody has hushed here. */
const ringing = computed(() =>
  openAlerts.value.some(
    // A test has rung once, when it came.
    ({ id, severity, test }) => severity === 'critical' && test === undefined && !hushed.value.has(id),
  ),
)
export const canHush = computed(() => soundOn.value && soundAllowed.value && ringing.value)

export const hush = (): void => {
  hushed.value = new Set(openAlerts.value.map((alert) => alert.id))
}

/** Repeats the critical tone until somebody acknowledges or hushes. Returns how to stop. */
export const startRinging = (): (() => void) => {
  contextOf()
  soundAllowed.value = audio?.state === 'running'
  // Any touch of the page is permission; waiting for the special button would cost an alert.
  const wake = (): void => {
    if (soundOn.peek() && !soundAllowed.peek()) enableSound()
  }
  // On click, not on press: the prompt that goes away moves the page under the pointer.
  addEventListener('click', wake)
  addEventListener('keydown', wake)
  let timer: ReturnType<typeof setInterval> | undefined
  const dispose = effect(() => {
    clearInterval(timer)
    if (ringing.value && soundOn.value && soundAllowed.value)
      timer = setInterval(() => playTone('critical'), REPEAT_MS)
  })
  return () => {
    dispose()
    clearInterval(timer)
    removeEventListener('click', wake)
    removeEventListener('keydown', wake)
  }
}
