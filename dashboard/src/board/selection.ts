// Which alert of the queue the keyboard is on. A selection whose alert has left falls to the first one.

import { computed, signal } from '@preact/signals'
import { queue } from '../live/store.ts'
import type { Alert } from '../server-types.ts'

const wanted = signal<number | null>(null)

export const selected = computed<Alert | null>(() => {
  const list = queue.value
  return list.find((alert) => alert.id === wanted.value) ?? null
})

export const select = (id: number): void => {
  wanted.value = id
}

export const moveSelection = (step: 1 | -1): void => {
  const list = queue.peek()
  if (list.length === 0) return
  const at = list.findIndex((alert) => alert.id === wanted.peek())
  const next = at < 0 ? (step === 1 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step))
  const alert = list[next]
  if (alert === undefined) return
  wanted.value = alert.id
  document.getElementById(`alert-card-${alert.id}`)?.scrollIntoView({ block: 'nearest' })
}
