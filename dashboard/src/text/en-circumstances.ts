// Words in English for where somebody is, for a press and for what followed a fall.

import type { circumstanceWords } from './zh-cn-circumstances.ts'

export const circumstanceWordsEn: typeof circumstanceWords = {
  circumstances: {
    metres: (m) => `${m} m`,
    kilometres: (km) => `${km} km`,
    outside: (f) => `Outside the safe zone since ${f.since}, about ${f.distance} from its border.`,
    wandering: (f) =>
      `Walked about ${f.path} in ${f.minutes} min and is ${f.displacement} from where that began, with ${f.turns} turns: looks like wandering.`,
    position: (f) =>
      `Last position ${f.at} (${f.source}${f.accuracy === '' ? '' : `, within about ${f.accuracy}`}).`,
    source: { gps: 'satellites', wifi: 'Wi-Fi', cell: 'cell tower' },
    byVehicle: 'Moving fast, perhaps by car or bus.',
    back: (at) => `Back within the safe area since ${at}; a person still has to confirm.`,
    fromBorder: (distance) => `${distance} outside the safe zone`,
    inZone: 'in the safe zone',
    unplug: 'Perhaps set off by unplugging the charger; call back all the same.',
    presses: (n) => `Pressed ${n} times.`,
    movement: {
      unknown: 'It is not known whether they have moved since.',
      still: 'No movement since.',
      moved: 'They have moved again since.',
    },
    walked: (steps) => `${steps} steps since.`,
    map: 'Open in a map',
  },
}
