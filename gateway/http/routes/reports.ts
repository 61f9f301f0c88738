// A day or a month of one community on record, as JSON and as a table. The report is made in the reader's thread; here
// is who may have it, which period it is about, and what the ids in it are called.

import { type Directory, type Locale, type SubjectRef, subjectKey } from '../../../alerts/model/people.ts'
import { periodBefore, periodOf, type ReportKind } from '../../../alerts/record/calendar.ts'
import type { Report } from '../../../alerts/record/report.ts'
import { type ReportNames, reportTable } from '../../../alerts/record/report-table.ts'
import { TABLE_WORDS } from '../../../alerts/record/report-words.ts'
import { communityOf } from '../../../alerts/response/handover.ts'
import { OFFICE, viewerOf } from '../access.ts'
import type { Problem } from '../api.ts'
import type { ApiApp } from '../api-app.ts'
import type { ReportAnswer } from '../api-reports.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { dailyQuery, inWords, monthlyQuery, reportAnswer } from '../schemas/report.ts'
import { placesOf } from './record.ts'

type Asked = Readonly<{ kind: ReportKind; name: string; communityId: string | undefined; personId: string }>
type Made =
  | Readonly<{ ok: true; report: ReportAnswer }>
  | Readonly<{ ok: false; code: 'communityNotFound' | 'notBegun' }>
  | Readonly<{ ok: false; code: 'invalidRequest'; faults: Problem['faults'] }>

export function reportRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { record, world } = ports

  const make = async ({ kind, name, communityId, personId }: Asked): Promise<Made> => {
    const directory = world.directory()
    const community = directory.communities.get(communityId ?? firstOf(directory.communities.keys()))
    if (community === undefined) return { ok: false, code: 'communityNotFound' }
    const period = periodOf(kind, name, community.timeZone)
    if (period === undefined) {
      const path = kind === 'daily' ? 'date' : 'month'
      return { ok: false, code: 'invalidRequest', faults: [{ path, message: 'is on no calendar' }] }
    }
    const now = ports.now()
    if (period.from > now) return { ok: false, code: 'notBegun' }
    const previous = kind === 'monthly' ? periodBefore(period) : undefined
    const report = await record.report({
      period,
      ...(previous === undefined ? {} : { previous }),
      communityId: community.id,
      now,
      places: placesOf(directory),
      roster: rosterIn(directory),
    })
    return { ok: true, report: withNames(report, { directory, personId }) }
  }

  const daily =
    'The day on record: how fast people came, the worst cases, what did not work, what was changed'
  const monthly = 'The month on record, compared with the month before'
  const asTable = (summary: string): string => `${summary}; as a table with a byte order mark`

  app.route({
    method: 'GET',
    url: '/api/reports/daily',
    config: { access: OFFICE },
    schema: { tags: ['reports'], summary: daily, querystring: dailyQuery, response: { 200: reportAnswer } },
    handler: async (request, reply) => {
      const { date: name, communityId } = request.query
      const made = await make({ kind: 'daily', name, communityId, personId: viewerOf(request).personId })
      return made.ok ? made.report : refuse(reply, made.code, faultsOf(made))
    },
  })

  app.route({
    method: 'GET',
    url: '/api/reports/monthly',
    config: { access: OFFICE },
    schema: {
      tags: ['reports'],
      summary: monthly,
      querystring: monthlyQuery,
      response: { 200: reportAnswer },
    },
    handler: async (request, reply) => {
      const { month: name, communityId } = request.query
      const made = await make({ kind: 'monthly', name, communityId, personId: viewerOf(request).personId })
      return made.ok ? made.report : refuse(reply, made.code, faultsOf(made))
    },
  })

  app.route({
    method: 'GET',
    url: '/api/reports/daily.csv',
    config: { access: OFFICE },
    schema: { tags: ['reports'], summary: asTable(daily), querystring: dailyQuery.extend(inWords) },
    handler: async (request, reply) => {
      const { date: name, communityId, locale } = request.query
      const made = await make({ kind: 'daily', name, communityId, personId: viewerOf(request).personId })
      if (!made.ok) return refuse(reply, made.code, faultsOf(made))
      return reply.headers(download(name)).send(tableOf(made.report, world.directory(), locale))
    },
  })

  app.route({
    method: 'GET',
    url: '/api/reports/monthly.csv',
    config: { access: OFFICE },
    schema: { tags: ['reports'], summary: asTable(monthly), querystring: monthlyQuery.extend(inWords) },
    handler: async (request, reply) => {
      const { month: name, communityId, locale } = request.query
      const made = await make({ kind: 'monthly', name, communityId, personId: viewerOf(request).personId })
      if (!made.ok) return refuse(reply, made.code, faultsOf(made))
      return reply.headers(download(name)).send(tableOf(made.report, world.directory(), locale))
    },
  })
}

const faultsOf = (made: Extract<Made, { ok: false }>) =>
  'faults' in made && made.faults !== undefined ? { faults: made.faults } : {}

const download = (name: string) => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="report-${name}.csv"`,
})

const firstOf = (ids: Iterable<string>): string => [...ids][0] ?? ''

/** What a roster is made of: neither residents nor secrets cross to the reader. */
const rosterIn = (directory: Directory): Directory => ({
  ...directory,
  people: new Map([...directory.people].filter(([, { role }]) => role !== 'family')),
  buildings: new Map(),
  residents: new Map(),
  devices: new Map(),
  drains: new Map(),
  partners: new Map(),
})

/** With names for what it is about; what belongs to another community is left out. */
function withNames(
  report: Report,
  { directory, personId }: Readonly<{ directory: Directory; personId: string }>,
): ReportAnswer {
  const { communityId, worst, residents, devices } = report
  const isOwn = (community: string | undefined): boolean =>
    community === undefined || community === communityId
  const silences = report.silences.filter(({ match }) => isOwn(communityOf(directory, match)))
  const changes = report.changes.filter(({ residentId }) =>
    isOwn(residentId === undefined ? undefined : communityOf(directory, { residentId })),
  )
  const about = [...worst.list, ...residents.list, ...devices.list].map(({ subject }) => subject)
  const people = [...changes.map(({ by }) => by), ...silences.map(({ createdBy }) => createdBy)]
  const nameOf = (id: string): string => directory.people.get(id)?.name ?? id
  return {
    ...report,
    silences,
    changes,
    madeBy: { personId, name: nameOf(personId) },
    people: Object.fromEntries(people.map((id) => [id, nameOf(id)])),
    subjects: Object.fromEntries(
      about.map((subject) => [subjectKey(subject), subjectName(directory, subject, 'zh-CN')]),
    ),
  }
}

type Named = Readonly<{ name: string; nameEn?: string }>

const inLanguage = (named: Named | undefined, locale: Locale): string | undefined =>
  named === undefined ? undefined : locale === 'en' ? (named.nameEn ?? named.name) : named.name

function subjectName(directory: Directory, { kind, id }: SubjectRef, locale: Locale): string {
  const shelf = { resident: directory.residents, drain: directory.drains } as const
  const named = kind === 'resident' || kind === 'drain' ? shelf[kind].get(id) : undefined
  return inLanguage(named, locale) ?? id
}

function tableOf(report: ReportAnswer, directory: Directory, locale: Locale): string {
  const person = (id: string): string => inLanguage(directory.people.get(id), locale) ?? id
  const names: ReportNames = {
    community: inLanguage(directory.communities.get(report.communityId), locale) ?? report.communityId,
    madeBy: person(report.madeBy.personId),
    subject: (subject) => subjectName(directory, subject, locale),
    person,
    rule: (id) => report.titles[id]?.[locale] ?? id,
    grid: (id) => inLanguage(directory.grids.get(id), locale) ?? id,
  }
  return reportTable(report, { words: TABLE_WORDS[locale], names })
}
