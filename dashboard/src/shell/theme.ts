// Light or dark: the system's choice until the reader makes one, which this browser remembers.

import { computed, effect, signal } from '@preact/signals'
import { recall, remember } from './memory.ts'

export type ThemeChoice = 'auto' | 'light' | 'dark'

const stored = recall('theme')
export const themeChoice = signal<ThemeChoice>(stored === 'light' || stored === 'dark' ? stored : 'auto')

const systemDark = matchMedia('(prefers-color-scheme: dark)')
const systemIsDark = signal(systemDark.matches)
systemDark.addEventListener('change', (event) => {
  systemIsDark.value = event.matches
})

export const theme = computed<'light' | 'dark'>(() => {
  if (themeChoice.value !== 'auto') return themeChoice.value
  return systemIsDark.value ? 'dark' : 'light'
})

// Before any component draws: charts read the colours from the document.
effect(() => {
  document.documentElement.dataset.theme = theme.value
  // The bar of a phone follows the reader's choice, not only the system's.
  for (const bar of document.querySelectorAll('meta[name="theme-color"]'))
    bar.setAttribute('content', theme.value === 'dark' ? '#0e1418' : '#f2f5f7')
})

export const chooseTheme = (choice: ThemeChoice): void => {
  remember('theme', choice)
  themeChoice.value = choice
}
