// Words for policies that do not fit the site's people (English), and for digests.

import type { policyWords } from './zh-cn-policies.ts'

export const policyWordsEn: typeof policyWords = {
  policies: {
    gap: (why, f) => {
      switch (why) {
        case 'deadEnd':
          return `in ${f.where} nobody at all can be told of an alert: give a duty officer, a director or an admin a telephone number now`
        case 'nobody':
          return `${f.where} has no ${f.who}: that step goes straight to the next`
        case 'unreachable':
          return `${f.who} of ${f.where === '' ? 'this site' : f.where} cannot be reached by any channel`
        case 'unknown':
          return `“${f.who}”, whom a policy names, is not among the people`
        case 'elsewhere':
          return `${f.who}, whom a policy names, does not work for ${f.where} and is told nothing of it`
        default:
          return `${f.who}, whom a policy names, is family and is told of their own elder only`
      }
    },
    gaps: (first, more) =>
      `Escalation policies: ${first}.${more > 0 ? ` ${more} more in the log of the start.` : ''}`,
    inDigest: 'in a digest',
  },
}
