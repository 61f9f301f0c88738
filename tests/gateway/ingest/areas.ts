// A community of two grids without a store: 40 bands, 6 drains, the site's own groupings and policies. What is decided
// is committed at once; a restart keeps nothing but the alerts.

import { readdirSync, readFileSync } from 'node:fs'
import type { Alert, Finding, Severity, TimelineEntry } from '../../../alerts/model/alert.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import type { Directory, Resident } from '../../../alerts/model/people.ts'
import type { Grouping } from '../../../alerts/response/grouping.ts'
import { loadGroupings } from '../../../alerts/response/load-groupings.ts'
import { loadPolicies } from '../../../alerts/response/load-policies.ts'
import { part } from '../../../alerts/response/membership.ts'
import type { PolicyBook } from '../../../alerts/response/policy.ts'
import { command, due } from '../../../alerts/response/respond.ts'
import { createDrafting, type Drafting, newDraft } from '../../../gateway/ingest/drafting.ts'
import { createWorld, type World } from '../../../gateway/ingest/world.ts'
import { directoryFrom } from '../../../gateway/people/directory.ts'
import type { Entity } from '../../../gateway/people/ports.ts'

export const NOON = Date.UTC(2026, 6, 20, 4)
export const SECOND = 1_000
export const MINUTE = 60_000
const BANDS = 40

const read = (folder: string): { path: string; text: string }[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: name, text: readFileSync(`${folder}/${name}`, 'utf8') }))

export function sitePolicies(): PolicyBook {
  const loaded = loadPolicies(read('config/policies'))
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.policies
}

export const KNOWN_RULES = [
  ...['drain-level', 'drain-forecast', 'band-offline', 'hr-high'].map((id) => ({ id, emergency: false })),
  { id: 'sos', emergency: true },
]

export function siteGroupings(): readonly Grouping[] {
  const loaded = loadGroupings(read('config/incidents'), {
    rules: KNOWN_RULES,
    policies: [...sitePolicies().keys()],
  })
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.groupings
}

const entity = (kind: string, body: { id: string }): Entity => ({ kind, id: body.id, body }) as Entity

export function community(residents: (n: number) => Partial<Resident> = () => ({})): Directory {
  const numbers = Array.from({ length: BANDS }, (_, i) => i + 1)
  return directoryFrom([
    entity('community', { id: 'c-1', name: '梧桐里', timeZone: 'Asia/Shanghai', address: '一号' } as never),
    ...['g-1', 'g-2'].map((id) => entity('grid', { id, communityId: 'c-1', name: id } as never)),
    ...[1, 2].map((n) => entity('building', { id: `b-${n}`, gridId: `g-${n}`, name: `${n}号楼` } as never)),
    ...[1, 2, 3, 4, 5, 6].map((n) =>
      entity('drain', {
        id: `d-${n}`,
        gridId: n < 5 ? 'g-1' : 'g-2',
        name: `${n}号口`,
        latitude: 0,
        longitude: 0,
      } as never),
    ),
    entity('person', { id: 'p-duty', name: '王', role: 'duty', communityId: 'c-1', phone: '1' } as never),
    entity('person', {
      id: 'p-director',
      name: '赵',
      role: 'director',
      communityId: 'c-1',
      phone: '2',
    } as never),
    entity('person', {
      id: 'p-grid',
      name: '李',
      role: 'grid',
      gridIds: ['g-1', 'g-2'],
      phone: '3',
    } as never),
    entity('shift', {
      id: 's',
      communityId: 'c-1',
      role: 'duty',
      personId: 'p-duty',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      from: '00:00',
      to: '00:00',
    } as never),
    ...numbers.map((n) =>
      entity('resident', {
        id: `r-${n}`,
        name: `${n}号`,
        sex: 'female',
        born: '1950-01-01',
        buildingId: n <= 20 ? 'b-1' : 'b-2',
        door: '3楼 301室',
        entry: '',
        conditions: [],
        tags: [],
        caregivers: [],
        ...residents(n),
      } as never),
    ),
    ...numbers.map((n) => entity('device', { id: `band-${n}`, kind: 'band', residentId: `r-${n}` } as never)),
    ...[1, 2, 3, 4, 5, 6].map((n) =>
      entity('device', { id: `water-${n}`, kind: 'drain', drainId: `d-${n}` } as never),
    ),
  ])
}

type Told = Pick<Finding, 'transition'> & Readonly<{ at: number; severity?: Severity; level?: string }>

export const offline = (n: number, { at, transition }: Told): Finding => ({
  ruleId: 'band-offline',
  ruleVersion: '1',
  subject: { kind: 'resident', id: `r-${n}` },
  deviceId: `band-${n}`,
  transition,
  severity: 'warning',
  level: 'silent',
  policyId: 'device',
  closesOnClear: true,
  emergency: false,
  eventTime: at,
  evidence: { samples: [], since: at },
})

export const water = (
  n: number,
  { at, transition, severity = 'info', level = 'attention' }: Told,
): Finding => ({
  ruleId: 'drain-level',
  ruleVersion: '1',
  subject: { kind: 'drain', id: `d-${n}` },
  deviceId: `water-${n}`,
  transition,
  severity,
  level,
  policyId: 'flood',
  closesOnClear: false,
  emergency: false,
  eventTime: at,
  evidence: { samples: [], since: at },
})

export const press = (n: number, at: number): Finding => ({
  ruleId: 'sos',
  ruleVersion: '1',
  subject: { kind: 'resident', id: `r-${n}` },
  deviceId: `band-${n}`,
  transition: 'raise',
  severity: 'critical',
  policyId: 'sos',
  closesOnClear: false,
  emergency: true,
  eventTime: at,
  evidence: { samples: [], since: at },
})

export class Town {
  world: World
  drafting: Drafting
  readonly alerts = new Map<number, Alert>()
  readonly entries: TimelineEntry[] = []
  readonly notifications: Notification[] = []
  readonly directory: Directory
  readonly #policies = sitePolicies()
  readonly #groupings = siteGroupings()
  readonly #lines = new Map<number, { lines: number; told: Notification[] }>()

  constructor(directory = community()) {
    this.directory = directory
    this.world = createWorld(directory)
    this.drafting = this.#open()
  }

  #open(): Drafting {
    return createDrafting({
      world: this.world,
      response: () => ({
        policies: this.#policies,
        channels: { on: ['phone'] },
        ruleTexts: (id) => ({ title: id }),
      }),
      visible: {
        subjectChanged: () => {},
        alertChanged: (alert, entries) => {
          this.alerts.set(alert.id, alert)
          this.entries.push(...entries)
          const known = this.#lines.get(alert.id) ?? { lines: 0, told: [] }
          this.#lines.set(alert.id, { ...known, lines: known.lines + entries.length })
        },
        notificationsQueued: (list) => {
          this.notifications.push(...list)
          for (const one of list) this.#lines.get(one.alertId)?.told.push(one)
        },
        silenceChanged: () => {},
      },
      groupings: () => this.#groupings,
      lateRule: () => ({ version: '1', severity: 'info', policy: 'summary' }),
    })
  }

  /** What a new process knows: the alerts as they were written, and who was told of them. */
  restart(): void {
    this.world = createWorld(this.directory)
    for (const alert of this.alerts.values()) {
      if (alert.status === 'resolved') continue
      const { lines, told } = this.#lines.get(alert.id) ?? { lines: 0, told: [] }
      this.world.commitCase({ alert: JSON.parse(JSON.stringify(alert)), lines, told })
    }
    this.world.lastAlertId = Math.max(0, ...this.alerts.keys())
    this.world.nextAlertId = this.world.lastAlertId + 1
    this.drafting = this.#open()
  }

  /** What one message found. */
  find(finding: Finding, now = finding.eventTime): void {
    const draft = newDraft()
    this.drafting.takeFindings(draft, [finding], { live: undefined, now })
    this.drafting.gather(draft, now, true)
    this.drafting.keep(draft)
    this.drafting.show(draft)
  }

  /** What time alone found, for many at once. */
  findAll(findings: readonly Finding[], now: number): void {
    for (const finding of findings) {
      const draft = newDraft()
      this.drafting.takeFindings(draft, [finding], { live: undefined, now })
      this.drafting.keep(draft)
      this.drafting.show(draft)
    }
    this.tick(now)
  }

  tick(now: number): void {
    const areas = newDraft()
    this.drafting.uploads.tick(areas, now)
    this.drafting.gather(areas, now)
    this.drafting.keep(areas)
    this.drafting.show(areas)
    for (const [key] of [...this.world.cases.visibleEntries()]) {
      const entry = this.drafting.openCase(key)
      if (!entry || entry.alert.dueAt === null || entry.alert.dueAt > now) continue
      const draft = newDraft()
      const context = this.drafting.contextFor(entry, undefined, { now, dueAt: entry.alert.dueAt })
      this.drafting.take(draft, entry, due(entry.alert, context))
      this.drafting.keep(draft)
      this.drafting.show(draft)
    }
  }

  /** A person's word; of an incident that is resolved, the members go on by themselves. */
  say(id: number, action: 'acknowledge' | 'resolve', now: number): void {
    const entry = this.drafting.openCase(this.world.keyOfAlert.get(id) ?? '')
    if (!entry) return
    const said = {
      actorId: 'p-duty',
      at: now,
      ...(action === 'resolve' ? { action, outcome: 'genuine' as const } : { action }),
    }
    const result = command(entry.alert, said, this.drafting.contextFor(entry, undefined, { now }))
    if (!result.ok) return
    const draft = newDraft()
    const members = action === 'resolve' ? this.drafting.membersOf(entry.alert) : []
    this.drafting.take(draft, entry, result)
    for (const member of members)
      this.drafting.take(
        draft,
        member,
        part(member.alert, this.drafting.contextFor(member, undefined, { now })),
      )
    this.drafting.keep(draft)
    this.drafting.show(draft)
  }

  unresolved(): Alert[] {
    return [...this.alerts.values()].filter(({ status }) => status !== 'resolved')
  }
  incidents(): Alert[] {
    return [...this.alerts.values()].filter(({ subject }) => subject.kind === 'area')
  }
  members(incident: Alert): Alert[] {
    return [...this.alerts.values()].filter(
      ({ incidentId, partedAt }) => incidentId === incident.id && partedAt === undefined,
    )
  }
  told(): string[] {
    return this.notifications.map(({ alertId, recipient, reason }) => `${alertId} ${recipient.id} ${reason}`)
  }
}
