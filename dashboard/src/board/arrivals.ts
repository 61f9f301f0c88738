// Notices alerts that open while somebody watches: tone, spoken line, a title that flashes until they are dealt with.

import { effect, signal, untracked } from '@preact/signals'
import { alertTitle } from '../format/alert-text.ts'
import { hasSnapshot, openAlerts } from '../live/store.ts'
import { subjectName } from '../place/subject.ts'
import type { Alert, Severity } from '../server-types.ts'
import { text } from '../text/text.ts'
import { playTone } from './sound.ts'

/** Read aloud by screen readers. */
export const announcement = signal('')
/** Alerts that opened in the last moments, for the flash of their cards. */
export const fresh = signal<ReadonlySet<number>>(new Set())

const FLASH_MS = 1_200
const FRESH_MS = 4_000

/** An alert sounds when it opens, again when it comes back worse after an acknowledgement, and when a test turns real. */
const soundKey = (alert: Alert): string =>
  `${alert.id}:${alert.severity}${alert.test === undefined ? '' : ':test'}`
const rank: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 }

const flashTitle = (): (() => void) => {
  let timer: ReturnType<typeof setInterval> | undefined
  const dispose = effect(() => {
    clearInterval(timer)
    const words = text.value
    const plain = words.app.name
    const worst = openAlerts.value[0]
    if (worst === undefined) {
      document.title = plain
      return
    }
    const loud = words.board.titleAlarm(openAlerts.value.length, alertTitle(words, worst))
    document.title = loud
    if (worst.severity !== 'critical') return
    timer = setInterval(() => {
      document.title = document.title === loud ? plain : loud
    }, FLASH_MS)
  })
  return () => {
    dispose()
    clearInterval(timer)
    document.title = text.peek().app.name
  }
}

/** Returns how to stop. The first snapshot rings once for what is already open: nobody may have heard it yet. */
export const startArrivals = (): (() => void) => {
  let heard: ReadonlySet<string> | null = null
  const dispose = effect(() => {
    if (!hasSnapshot.value) return
    // A silenced alert is on the board and makes no sound; when its silence ends, it is news.
    const open = openAlerts.value.filter((alert) => alert.silence === undefined)
    const before = heard
    heard = new Set(open.map(soundKey))
    const news = open.filter((alert) => before === null || !before.has(soundKey(alert)))
    const worst = [...news].sort((a, b) => rank[a.severity] - rank[b.severity])[0]
    if (worst === undefined) return
    untracked(() => {
      playTone(worst.severity)
      if (before === null) return
      const words = text.value
      announcement.value = words.board.newAlert(alertTitle(words, worst), subjectName(worst.subject).name)
      const ids = news.map((alert) => alert.id)
      fresh.value = new Set([...fresh.value, ...ids])
      setTimeout(() => {
        fresh.value = new Set([...fresh.value].filter((id) => !ids.includes(id)))
      }, FRESH_MS)
    })
  })
  const stopTitle = flashTitle()
  return () => {
    dispose()
    stopTitle()
  }
}
