// Where somebody lives, in the reader's language. Names stay as they are; what is only a number and a Chinese counting
// word is said in the reader's. Pure.

import type { Locale } from '../server-types.ts'

const COUNTED: readonly (readonly [RegExp, string])[] = [
  [/地下(\d+)[层楼]/g, 'Basement $1'],
  [/(\d+)号楼|(\d+)栋|(\d+)幢/g, 'Bldg $1$2$3'],
  [/(\d+)单元/g, 'Unit $1'],
  [/(\d+)[楼层]/g, 'Floor $1'],
  [/(\d+)[室户]/g, 'Room $1'],
]

/** "2单元 3楼 301室" is "Unit 2, Floor 3, Room 301"; whatever has a name in it is left as it stands. */
export function numbered(locale: Locale, text: string): string {
  if (locale !== 'en') return text
  const said = COUNTED.reduce((now, [counted, words]) => now.replace(counted, ` ${words} `), text)
  if (/\p{Script=Han}/u.test(said)) return text
  return said
    .trim()
    .replace(/\s+(?=(?:Bldg|Unit|Floor|Room|Basement) )/g, ', ')
    .replace(/\s+/g, ' ')
}

/** Building and door. */
export const homeText = (
  locale: Locale,
  {
    building,
    buildingEn,
    door,
  }: Readonly<{ building: string; buildingEn?: string | undefined; door: string }>,
): string => {
  const house = locale === 'en' && buildingEn !== undefined ? buildingEn : numbered(locale, building)
  return `${house}${locale === 'en' ? ', ' : ' '}${numbered(locale, door)}`
}
