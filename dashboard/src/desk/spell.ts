// How a number is said on the telephone so that nobody mishears it. Pure.

import type { Locale } from '../server-types.ts'

/** 幺 for one: 一 and 七 sound alike on a bad line. */
const DIGITS = ['零', '幺', '二', '三', '四', '五', '六', '七', '八', '九'] as const
const NUMERALS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const

const numeral = (value: number): string => {
  const tens = Math.floor(value / 10)
  if (value === 0) return '零'
  const ones = NUMERALS[value % 10] ?? ''
  if (tens === 0) return ones
  return `${tens === 1 ? '' : (NUMERALS[tens] ?? '')}十${ones}`
}

/** Groups as people say them: a mobile number 3-4-4, anything else in fours from the end. */
const groups = (digits: string): readonly string[] => {
  if (digits.length === 11) return [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)]
  if (digits.length <= 4) return [digits]
  const first = digits.length % 4
  const rest = digits.slice(first).match(/.{4}/g) ?? []
  return first === 0 ? rest : [digits.slice(0, first), ...rest]
}

/** "301室" becomes "三零幺室", "12楼" "十二楼": one or two digits are a number, three and more are spelled. */
export const spell = (text: string, locale: Locale): string => {
  const spelled = text.replace(/\d+/g, (digits) => {
    const isNumber = digits.length <= 2 && (digits.length === 1 || digits[0] !== '0')
    if (isNumber) return locale === 'en' ? digits : numeral(Number(digits))
    return groups(digits)
      .map((group) =>
        [...group]
          .map((digit) => (locale === 'en' ? digit : (DIGITS[Number(digit)] ?? digit)))
          .join(locale === 'en' ? ' ' : ''),
      )
      .join(locale === 'en' ? ', ' : ' ')
  })
  return spelled
    .replace(/#/g, locale === 'en' ? ' hash' : '井号键')
    .replace(/\*/g, locale === 'en' ? ' star' : '星号键')
}

/** Only the words of a sentence that are easily misheard, spelled: long numbers and the keys of a door. */
export const spelledParts = (sentence: string, locale: Locale): readonly string[] =>
  sentence
    .split(/[\s，。：；、（）,;:()]+/)
    .filter((part) => /\d{3}|[#*]/.test(part))
    .map((part) => spell(part.replace(/\.$/, ''), locale))
