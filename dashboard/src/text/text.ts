// Which language the reader has chosen, and its words. Chinese first; the choice is remembered in this browser.

import { computed, effect, signal } from '@preact/signals'
import { homeText } from '../format/home-text.ts'
import { ruleTitles } from '../live/store.ts'
import type { Locale } from '../server-types.ts'
import { recall, remember } from '../shell/memory.ts'
import { en } from './en.ts'
import { withRuleTitles } from './rule-titles.ts'
import { type Dictionary, zhCn } from './zh-cn.ts'

const stored = recall('locale')
export const locale = signal<Locale>(stored === 'en' || stored === 'zh-CN' ? stored : 'zh-CN')
/** True once the reader has chosen by hand; until then the account's own language applies. */
let chosen = stored !== null

export const text = computed<Dictionary>(() =>
  withRuleTitles(locale.value === 'en' ? en : zhCn, ruleTitles.value, locale.value),
)

export const chooseLocale = (next: Locale): void => {
  chosen = true
  remember('locale', next)
  locale.value = next
}

export const suggestLocale = (next: Locale): void => {
  if (!chosen) locale.value = next
}

effect(() => {
  document.documentElement.lang = locale.value
  // What the home screen calls the app.
  const manifest = document.querySelector('link[rel="manifest"]')
  manifest?.setAttribute('href', locale.value === 'en' ? '/manifest.en.webmanifest' : '/manifest.webmanifest')
})

export type Named = Readonly<{ name: string; nameEn?: string | undefined }>

/** Building and door in the reader's language, as far as they have a name in it. */
export const homeOf = (home: { building: string; buildingEn?: string | undefined; door: string }): string =>
  homeText(locale.value, home)

/** The name in the reader's language, the Chinese one where there is no other. */
export const nameOf = (named: Named): string =>
  locale.value === 'en' && named.nameEn !== undefined ? named.nameEn : named.name
