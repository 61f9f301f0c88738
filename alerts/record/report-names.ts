// What the ids in a report are called, in one language; an id that is gone names itself.

import type { Directory, Locale, SubjectRef } from '../model/people.ts'
import type { Report } from './report.ts'
import type { ReportNames } from './report-table.ts'

type Named = Readonly<{ name: string; nameEn?: string }>

export const inLanguage = (named: Named | undefined, locale: Locale): string | undefined =>
  named === undefined ? undefined : locale === 'en' ? (named.nameEn ?? named.name) : named.name

export function subjectName(directory: Directory, { kind, id }: SubjectRef, locale: Locale): string {
  const shelf = { resident: directory.residents, drain: directory.drains } as const
  const named = kind === 'resident' || kind === 'drain' ? shelf[kind].get(id) : undefined
  return inLanguage(named, locale) ?? id
}

/** `madeBy`: the name of who or what made it, ready to read. */
export function reportNames(
  { communityId, titles }: Pick<Report, 'communityId' | 'titles'>,
  directory: Directory,
  { locale, madeBy }: Readonly<{ locale: Locale; madeBy: string }>,
): ReportNames {
  return {
    community: inLanguage(directory.communities.get(communityId), locale) ?? communityId,
    madeBy,
    subject: (subject) => subjectName(directory, subject, locale),
    person: (id) => personName(directory, id, locale),
    rule: (id) => titles[id]?.[locale] ?? id,
    grid: (id) => inLanguage(directory.grids.get(id), locale) ?? id,
  }
}

export const personName = (directory: Directory, id: string, locale: Locale): string =>
  inLanguage(directory.people.get(id), locale) ?? id
