// The keyboard of the list: up and down, one key per result. Comes before the keys of the board, which share letters.

import { useEffect, useRef } from 'preact/hooks'

export type ReviewKeys = Readonly<{
  move: (step: 1 | -1) => void
  fine: () => void
  noAnswer: () => void
  visited: () => void
  promise: () => void
  open: () => void
}>

const ofKey = (key: string, keys: ReviewKeys): (() => void) | undefined => {
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return () => keys.move(1)
    case 'k':
    case 'ArrowUp':
      return () => keys.move(-1)
    case 'c':
      return keys.fine
    case 'n':
      return keys.noAnswer
    case 'v':
      return keys.visited
    case 'p':
      return keys.promise
    case 'Enter':
      return keys.open
    default:
      return undefined
  }
}

const isOther = (event: KeyboardEvent): boolean => {
  const { target } = event
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]') !== null)
    return true
  if (!(target instanceof HTMLElement)) return false
  // On a focused control Enter and the arrows are that control's own.
  const own = event.key === 'Enter' || event.key.startsWith('Arrow')
  return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || (own && target !== document.body)
}

export const useReviewKeys = (keys: ReviewKeys): void => {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isOther(event)) return
      const act = ofKey(event.key, latest.current)
      if (act === undefined) return
      event.preventDefault()
      event.stopPropagation()
      act()
    }
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [])
}
