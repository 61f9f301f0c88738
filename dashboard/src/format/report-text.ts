// What the entry of a report that went out by itself says.

import type { Alert } from '../server-types.ts'
import type { Reader } from './alert-text.ts'

/** Which report it was; undefined for every alert. */
export const reportCause = (
  { words }: Pick<Reader, 'words'>,
  { ruleId, evidence }: Pick<Alert, 'ruleId' | 'evidence'>,
): string | undefined => {
  if (ruleId !== 'report') return undefined
  const { report, period } = evidence.facts ?? {}
  const { mail, title } = words.reports
  return mail.entry(report === 'monthly' ? title.monthly : title.daily, String(period ?? ''))
}
