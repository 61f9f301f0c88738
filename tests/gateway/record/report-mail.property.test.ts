import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Notification, ReportRef } from '../../../alerts/model/notification.ts'
import type { Directory } from '../../../alerts/model/people.ts'
import { nameAt, periodOf } from '../../../alerts/record/calendar.ts'
import { createReportTally } from '../../../alerts/record/report-tally.ts'
import type { Draft } from '../../../gateway/ingest/drafting.ts'
import { createReportMail } from '../../../gateway/record/report-mail.ts'
import type { CommitFailure } from '../../../gateway/storage/commit-lane.ts'
import type { ReportMail } from '../../../gateway/storage/report-mail.ts'
import { PEOPLE, town } from '../../alerts/response/town.ts'

const HOUR = 3_600_000
const ZONE = 'Asia/Shanghai'
const START = Date.parse('2026-11-20T06:00:00+08:00')
const REFUSED: CommitFailure = { reason: 'busy', message: 'not now' } as unknown as CommitFailure

const withReaders = (count: number): Directory =>
  town({
    people: [
      ...PEOPLE,
      ...Array.from({ length: count }, (_, i) => ({
        id: `p-reader-${i}`,
        name: `读者${i}`,
        role: 'director' as const,
        email: `r${i}@example.org`,
        reports: ['daily', 'monthly'] as const,
      })),
    ],
  })

/** A disk, and gateways that come and go on it. */
function createSite(directory: Directory) {
  const mails: ReportMail[] = []
  const outbox: Notification[] = []
  const world = { directory, nextAlertId: 1 }
  let now = START
  let refuses = false
  let isDead = { value: false }
  const working: Promise<unknown>[] = []
  const follow = <T>(work: Promise<T>): Promise<T> => {
    working.push(work.catch(() => {}))
    return work
  }
  const start = () => {
    const life = { value: false }
    isDead = life
    const memory: ReportRef[] = []
    for (const { communityId, kind, name } of mails) {
      const known = memory.findIndex((one) => one.communityId === communityId && one.kind === kind)
      const newest = { communityId, kind, name }
      if (known < 0) memory.push(newest)
      else if ((memory[known]?.name ?? '') < name) memory[known] = newest
    }
    return createReportMail({
      world,
      memory,
      submission: {
        effects: (draft: Draft) =>
          follow(
            (async () => {
              await Promise.resolve()
              // What a killed process had not committed is on no disk.
              if (life.value || refuses) return REFUSED
              for (const effect of draft.effects) {
                if (effect.type === 'reportMail') mails.push(effect.mail)
                if (effect.type === 'notification') outbox.push(effect.notification)
              }
              return undefined
            })(),
          ),
      },
      report: ({ period, now: madeAt, roster }) =>
        follow(
          (async () => {
            await Promise.resolve()
            return {
              ...period,
              communityId: 'c-1',
              madeAt,
              recordSince: 0,
              ...createReportTally(period, { now: madeAt, roster }).folded(0),
              devices: { list: [], total: 0 },
              outages: [],
              silences: [],
              canary: null,
              uncovered: null,
              changes: [],
              titles: {},
            }
          })(),
        ),
      sentReports: async () => [],
      isOn: () => true,
      queue() {},
      onError() {},
    })
  }
  let gateway = start()
  const rest = async (): Promise<void> => {
    for (let done = 0; done < working.length; done = working.length) await Promise.all(working)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    mails,
    outbox,
    now: () => now,
    pass: (ms: number) => {
      now += ms
    },
    refuse: (value: boolean) => {
      refuses = value
    },
    people: (next: Directory) => {
      world.directory = next
    },
    tick: () => gateway.tick(now),
    /** As kill -9 does: what is under way never comes to anything. */
    kill() {
      isDead.value = true
      gateway = start()
    },
    rest,
    /** Ticks until nothing is due any more. */
    async settle() {
      refuses = false
      for (let i = 0; i < 24; i++) {
        now += 61_000
        gateway.tick(now)
        await rest()
      }
    },
  }
}

type Step = Readonly<
  | { do: 'pass'; hours: number }
  | { do: 'back'; hours: number }
  | { do: 'tick' | 'kill' | 'rest' }
  | { do: 'refuse'; value: boolean }
  | { do: 'readers'; count: number }
>
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 60 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('back' as const), hours: fc.integer({ min: 1, max: 30 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('tick' as const, 'kill' as const, 'rest' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('refuse' as const), value: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('readers' as const), count: fc.integer({ min: 0, max: 3 }) }),
  },
)

async function play(script: readonly Step[], readers: number) {
  const site = createSite(withReaders(readers))
  for (const one of script) {
    if (one.do === 'pass') site.pass(one.hours * HOUR)
    else if (one.do === 'back') site.pass(-one.hours * HOUR)
    else if (one.do === 'refuse') site.refuse(one.value)
    else if (one.do === 'readers') site.people(withReaders(one.count))
    else if (one.do === 'rest') await site.rest()
    else site[one.do]()
  }
  await site.settle()
  return site
}

const wants = ({ recipient, message: { report } }: Notification): string =>
  `${recipient.id} ${report?.kind} ${report?.name}`

it('whatever is killed, refused or set back: a report goes to each reader at most once', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 60, size: 'max' }),
      fc.integer({ min: 0, max: 3 }),
      async (script, readers) => {
        const { outbox, mails } = await play(script, readers)
        expect(outbox.map(wants)).toEqual([...new Set(outbox.map(wants))])
        expect(new Set(outbox.map(({ key }) => key)).size).toBe(outbox.length)
        const reports = mails.map(({ kind, name }) => `${kind} ${name}`)
        expect(reports).toEqual([...new Set(reports)])
      },
    ),
    { numRuns: 200 },
  ))

it('and none that fell due in the last 7 days is left out, once there was a first', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        step.filter((one) => one.do !== 'back' && one.do !== 'readers'),
        { maxLength: 60, size: 'max' },
      ),
      async (script) => {
        const { outbox, now } = await play(script, 2)
        const days = outbox.flatMap(({ message: { report } }) =>
          report?.kind === 'daily' ? [report.name] : [],
        )
        const first = [...days].sort()[0] ?? ''
        for (let back = 1; back <= 7; back++) {
          const name = nameAt('daily', now() - back * 24 * HOUR, ZONE)
          const { to } = periodOf('daily', name, ZONE)!
          if (name < first || to + 7.5 * HOUR > now()) continue
          expect(days.filter((day) => day === name)).toHaveLength(2)
        }
      },
    ),
    { numRuns: 200 },
  ))
