// Telephone numbers as people in China write them. Decides the form, not whether anybody answers.

/** Mobile 1[3-9] and nine digits, with or without +86; landline with area code; 400/800; the short public numbers. */
const MOBILE = /^(?:\+86|0086)?(1[3-9]\d{9})$/
const CITY = /^(0(?:10|2\d))-?(\d{8})$/
const TOWN = /^(0[3-9]\d{2})-?(\d{7,8})$/
const SERVICE = /^[48]00\d{7}$/
const SHORT = /^(?:110|119|120|122|12345|12349)$/

/** The number in its one stored form (13812345678, 021-55550001, 4008001234, 120); undefined when it is none. */
export function readPhone(text: string): string | undefined {
  const bare = text.trim().replace(/[\s()（）]/g, '')
  const compact = bare.replaceAll('-', '')
  if (SHORT.test(compact) || SERVICE.test(compact)) return compact
  const mobile = MOBILE.exec(compact)?.[1]
  if (mobile !== undefined) return mobile
  return readLandline(bare)
}

/** Area codes: 010 and 02x with eight digits, 0xxx with seven or eight. After +86 the zero is left out. */
function readLandline(bare: string): string | undefined {
  const national = bare.replace(/^(?:\+86|0086)-?0?/, '0')
  const [, area, number] = CITY.exec(national) ?? TOWN.exec(national) ?? []
  return area === undefined ? undefined : `${area}-${number}`
}
