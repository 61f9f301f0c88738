// What the facts of an alert say about where somebody is, about a press and about what followed a fall, as sentences in
// the reader's language. Decides neither who may read them nor which are kept.

import type { Evidence } from '../model/alert.ts'
import type { Locale } from '../model/people.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'

type Words = Readonly<{
  outside: (metres: string, since: string) => string
  position: (coordinates: string, accuracy: string, at: string) => string
  accuracy: (metres: number) => string
  byVehicle: string
  wandering: (minutes: number, path: string, displacement: string, turns: number) => string
  unplug: string
  presses: (times: number) => string
  accidents: (times: number) => string
  uncovered: (from: string, to: string, gaps: number) => string
  found: (by: string, visited: boolean, note: string) => string
  waiting: (residents: number) => string
  movement: Readonly<Record<'unknown' | 'still' | 'moved', string>>
  walked: (steps: number) => string
}>

const WORDS: Readonly<Record<Locale, Words>> = {
  'zh-CN': {
    outside: (metres, since) => `${since}起在安全区外，距边界约${metres}`,
    position: (coordinates, accuracy, at) => `最后位置 ${coordinates}${accuracy}，${at}`,
    accuracy: (metres) => `（精度${metres}米）`,
    byVehicle: '移动较快，可能乘车',
    wandering: (minutes, path, displacement, turns) =>
      `${minutes}分钟走了约${path}，离起点仅${displacement}，折返${turns}次`,
    unplug: '疑似拔充电器误报，仍须回拨',
    presses: (times) => `已按 ${times} 次`,
    accidents: (times) => `七天内误触 ${times} 次`,
    uncovered: (from, to, gaps) => `${from} 至 ${to} 无人值班${gaps > 1 ? `，七天内共 ${gaps} 处空缺` : ''}`,
    found: (by, visited, note) =>
      `${by}${visited ? '上门' : '致电'}时发现需要帮助${note === '' ? '' : `：${note}`}`,
    waiting: (residents) => `名单上有 ${residents} 位长者待致电或上门`,
    movement: { unknown: '跌倒后有无活动尚不清楚', still: '跌倒后静止不动', moved: '跌倒后又有活动' },
    walked: (steps) => `跌倒后又走了 ${steps} 步`,
  },
  en: {
    outside: (metres, since) => `Outside the safe zone since ${since}, about ${metres} from its border`,
    position: (coordinates, accuracy, at) => `Last position ${coordinates}${accuracy} at ${at}`,
    accuracy: (metres) => ` (good to ${metres} m)`,
    byVehicle: 'Moving fast, perhaps by car or bus',
    wandering: (minutes, path, displacement, turns) =>
      `About ${path} in ${minutes} min, ${displacement} from where it began, ${turns} turns`,
    unplug: 'Perhaps set off by unplugging the charger; call back all the same',
    presses: (times) => `Pressed ${times} times`,
    accidents: (times) => `${times} accidental presses in seven days`,
    uncovered: (from, to, gaps) =>
      `Nobody on duty from ${from} to ${to}${gaps > 1 ? `, and ${gaps} gaps in seven days` : ''}`,
    found: (by, visited, note) =>
      `Found to need help by ${by} at a ${visited ? 'visit' : 'call'}${note === '' ? '' : `: ${note}`}`,
    waiting: (residents) =>
      `${residents} ${residents === 1 ? 'resident' : 'residents'} to call or visit today`,
    movement: {
      unknown: 'Not known whether they have moved since the fall',
      still: 'No movement since the fall',
      moved: 'Moved again after the fall',
    },
    walked: (steps) => `${steps} steps since the fall`,
  },
}

/** 480 m, 1.2 km: no more exact than a fix is. */
export function roughMetres(metres: number, locale: Locale): string {
  const [m, km] = locale === 'en' ? [' m', ' km'] : ['米', '公里']
  return metres < 1_000
    ? `${metres < 100 ? Math.round(metres) : Math.round(metres / 10) * 10}${m}`
    : `${(metres / 1_000).toFixed(1)}${km}`
}

export function circumstances(
  facts: Evidence['facts'],
  reader: Readonly<{ locale: Locale; timeOf: (at: EpochMs) => string }>,
): readonly string[] {
  if (facts === undefined) return []
  const { locale, timeOf } = reader
  const words = WORDS[locale]
  const number = (name: string): number | undefined => {
    const value = facts[name]
    return typeof value === 'number' ? value : undefined
  }
  const found: string[] = []
  const [distance, since] = [number('distanceMetres'), number('outsideSince')]
  if (distance !== undefined && since !== undefined)
    found.push(words.outside(roughMetres(distance, locale), timeOf(since)))
  const [path, displacement] = [number('pathMetres'), number('displacementMetres')]
  if (path !== undefined && displacement !== undefined) {
    const minutes = Math.round((number('windowMs') ?? 0) / MINUTE)
    const turns = number('turns') ?? 0
    found.push(words.wandering(minutes, roughMetres(path, locale), roughMetres(displacement, locale), turns))
  }
  const [latitude, longitude, at] = [number('latitude'), number('longitude'), number('positionAt')]
  if (latitude !== undefined && longitude !== undefined && at !== undefined) {
    const accuracy = number('accuracyMetres')
    const exactness = accuracy === undefined ? '' : words.accuracy(accuracy)
    found.push(words.position(`${latitude.toFixed(5)}, ${longitude.toFixed(5)}`, exactness, timeOf(at)))
  }
  if (facts.byVehicle === true) found.push(words.byVehicle)
  if (facts.suspectedUnplug === true) found.push(words.unplug)
  const presses = number('presses')
  if (presses !== undefined) found.push(words.presses(presses))
  const [gapFrom, gapTo] = [number('uncoveredFrom'), number('uncoveredTo')]
  if (gapFrom !== undefined && gapTo !== undefined)
    found.push(words.uncovered(timeOf(gapFrom), timeOf(gapTo), number('gaps') ?? 1))
  const accidents = number('accidentalPresses')
  if (accidents !== undefined) found.push(words.accidents(accidents))
  if (typeof facts.reportedBy === 'string')
    found.push(words.found(facts.reportedBy, facts.contactKind === 'visit', String(facts.reportedNote ?? '')))
  const waiting = number('waiting')
  if (waiting !== undefined) found.push(words.waiting(waiting))
  const { movement } = facts
  const steps = number('steps')
  if (movement === 'moved' && steps !== undefined) found.push(words.walked(steps))
  else if (movement === 'unknown' || movement === 'still' || movement === 'moved')
    found.push(words.movement[movement])
  return found
}
