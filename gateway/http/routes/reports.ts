// A day or a month of one community on record, as JSON and as a table. The report is made in the reader's thread; here
// is who may have it, which period it is about, and what the ids in it are called.

import { type Directory, type Locale, subjectKey } from '../../../alerts/model/people.ts'
import { periodOf, type ReportKind } from '../../../alerts/record/calendar.ts'
import type { Report } from '../../../alerts/record/report.ts'
import { personName, reportNames, subjectName } from '../../../alerts/record/report-names.ts'
import { ownOf, reportQuery } from '../../../alerts/record/report-query.ts'
import { reportTable } from '../../../alerts/record/report-table.ts'
import { TABLE_WORDS } from '../../../alerts/record/report-words.ts'
import { OFFICE, viewerOf } from '../access.ts'
import type { Problem } from '../api.ts'
import type { ApiApp } from '../api-app.ts'
import type { ReportAnswer } from '../api-reports.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import {
  dailyQuery,
  inWords,
  mailQuery,
  monthlyQuery,
  reportAnswer,
  reportMailAnswer,
} from '../schemas/report.ts'

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
    const report = await record.report(reportQuery(period, community, { directory, now }))
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
    url: '/api/reports/mail',
    config: { access: OFFICE },
    schema: {
      tags: ['reports'],
      summary: 'Who gets reports by e-mail, when the next go out, and what became of the last ones',
      querystring: mailQuery,
      response: { 200: reportMailAnswer },
    },
    handler: async (request, reply) => {
      const first = firstOf(world.directory().communities.keys())
      const view = await record.mail(request.query.communityId ?? first, ports.now())
      return view ?? refuse(reply, 'communityNotFound')
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

/** With names for what it is about; what belongs to another community is left out. */
function withNames(
  made: Report,
  { directory, personId }: Readonly<{ directory: Directory; personId: string }>,
): ReportAnswer {
  const report = ownOf(made, directory)
  const { worst, residents, devices, changes, silences } = report
  const about = [...worst.list, ...residents.list, ...devices.list].map(({ subject }) => subject)
  const people = [...changes.map(({ by }) => by), ...silences.map(({ createdBy }) => createdBy)]
  const nameOf = (id: string): string => personName(directory, id, 'zh-CN')
  return {
    ...report,
    madeBy: { personId, name: nameOf(personId) },
    people: Object.fromEntries(people.map((id) => [id, nameOf(id)])),
    subjects: Object.fromEntries(
      about.map((subject) => [subjectKey(subject), subjectName(directory, subject, 'zh-CN')]),
    ),
  }
}

function tableOf(report: ReportAnswer, directory: Directory, locale: Locale): string {
  const madeBy = personName(directory, report.madeBy.personId, locale)
  const names = reportNames(report, directory, { locale, madeBy })
  return reportTable(report, { words: TABLE_WORDS[locale], names })
}
