// Words of water, rain and their sensors in English: forecasts, blockages, faulty sensors, rain warnings.

import type { waterWords } from './zh-cn-water.ts'

const per = (minutes: number) => (minutes === 60 ? 'an hour' : `in ${minutes} min`)

export const waterWordsEn: typeof waterWords = {
  water: {
    foreseen: (f) =>
      `The water rises about ${f.perHour} cm an hour and will reach ${f.level}, ${f.limit}, in about ${f.minutes} min (${f.at}).`,
    came: (f) =>
      `It came ${f.lead} min after it was foreseen${f.early === 0 ? '' : f.early > 0 ? `, ${f.early} min earlier than said` : `, ${-f.early} min later than said`}.`,
    didNotCome: 'The level that was foreseen did not come.',
    speed: (f) =>
      `${f.metric} has been ${f.rising ? 'rising' : 'falling'} ${f.amount} ${per(f.minutes)} since ${f.since}.`,
    dryRise: (f) =>
      `Since ${f.since} the water has stood ${f.rise} above ${f.base}, and it does not rain (${f.rain} in the last hour).`,
    identical: (f) =>
      `${f.metric} has been exactly ${f.value} ${f.times} times since ${f.since}${f.rain === '' ? '' : `, in ${f.rain} of rain an hour`}.`,
    spikes: (f) =>
      `Since ${f.since} ${f.metric.toLowerCase()} has jumped there and back ${f.spikes} ${f.spikes === 1 ? 'time' : 'times'}, with ${f.doubtful} impossible ${f.doubtful === 1 ? 'value' : 'values'} beside.`,
    gaugeWarning: (f) =>
      `Nothing in the gauge since ${f.since}, although the rain warning is ${f.warning.toLowerCase()}.`,
    gaugeElsewhere: (f) =>
      `Nothing in this gauge since ${f.since}, while another one measured ${f.rain} in an hour.`,
    gaugeRise: (f) => `Nothing in the gauge since ${f.since}, while the water has risen ${f.rise}.`,
    emptying: (f) =>
      `The battery falls about ${f.perDay}% a day and will be empty in about ${f.days} days (${f.at}).`,
  },
  weather: {
    warning: { none: 'No warning', blue: 'Blue', yellow: 'Yellow', orange: 'Orange', red: 'Red' },
    banner: (warning) => `${warning} rain warning in force`,
    ofPlace: (place) => ` (${place})`,
    since: (time) => `since ${time}`,
    until: (time) => `until ${time}`,
    untilLifted: 'until it is lifted',
    source: (source) => `by ${source}`,
    rain: (amount) => `${amount} of rain in the last hour`,
    open: 'Rain warning',
    title: 'Rain warning',
    lead: 'Every drain of the community goes by stricter rules while it is in force, and everybody sees the banner.',
    place: 'Community',
    colour: 'Warning',
    end: 'Ends',
    ends: (hours) => `in ${hours} ${hours === 1 ? 'hour' : 'hours'}`,
    endsNever: 'when it is lifted',
    from: 'Issued by',
    fromHint: 'For example: the weather service',
    fromRequired: 'Say who issued it.',
    save: 'Set the warning',
    lift: 'Lift the warning',
    saved: 'The warning is in force.',
    lifted: 'The warning is lifted.',
  },
}
