// Words in English for what only a person's own ways give away.

import type { wayWords } from './zh-cn-ways.ts'

export const wayWordsEn: typeof wayWords = {
  ways: {
    usual: (f) => `Usually about ${f.value} by ${f.night ? 'night' : 'day'} (known from ${f.days} days).`,
    score: (f) =>
      `Score of what a band measures: at least ${f.min} (${f.max} if all else is at its worst) - ${f.used}.`,
    part: (metric, points) => `${metric} ${points}`,
    missing: (names) => `Not measured: ${names}.`,
    unmeasured: { respiration: 'breathing', oxygen: 'extra oxygen', consciousness: 'consciousness' },
    inactive: (f) =>
      `The band is worn, and there has been no movement for ${f.held} of the day; the last was at ${f.since}.`,
    ownLimit: (limit) => `They usually sit long: judged by ${limit}.`,
    notUp: (f) =>
      `The band is worn, and by ${f.by} they had not got up; the last movement was at ${f.since}.`,
    ownHabit: 'The time is by their own habit.',
    battery: (f) =>
      `Loses about ${f.perHour}% an hour, empty at ${f.emptyAt}; usually charged at about ${f.nextCharge}.`,
    rising: (f) =>
      `${f.metric}: median ${f.recent} in the last 7 days (${f.days} known), ${f.before} in the three weeks before.`,
    event: { sos: 'SOS', fall: 'Suspected falls' },
    counted: (f) => `${f.what} ${f.count} times within ${f.window}.`,
  },
}
