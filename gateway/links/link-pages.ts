// The door behind a link: looking never acts, an act is carried out at most once, and whoever comes too late is told so
// plainly. The act itself goes the way of every command; here it is only made one.

import type { Alert, TimelineEntry } from '../../alerts/model/alert.ts'
import type { Directory, Locale, Person } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { RuleTexts } from '../../alerts/response/context.ts'
import { placeOf } from '../../alerts/response/place.ts'
import { GatewayError } from '../errors.ts'
import type { CommandInput, CommandPort } from '../http/ports.ts'
import type { LinkPage, LinkPort, LinkRequest } from '../http/ports-messages.ts'
import type { ResidentTile } from '../live/frames.ts'
import { maySeeAlert, scopeOf } from '../people/scope.ts'
import type { LinkUse } from '../storage/effects.ts'
import type { Links } from './links.ts'
import { createPace } from './pace.ts'
import { PAGE_POLICY, type Paths, renderMessagePage, renderSheet } from './page.ts'
import { callsFor, clockOf, sheetOf } from './sheet.ts'
import { type Claims, LINK_ACTS, type LinkAct, nameOf } from './token.ts'
import { LINK_WORDS, localeFor } from './words.ts'

export type LinkPageDeps = Readonly<{
  links: Pick<Links, 'open'>
  now(): EpochMs
  directory(): Directory
  alert(id: number): Promise<Alert | undefined>
  timeline(alertId: number): Promise<readonly TimelineEntry[]>
  uses(link: string): Promise<readonly LinkUse[]>
  command: CommandPort
  ruleTexts(ruleId: string, locale: Locale): RuleTexts | undefined
  tile(residentId: string): ResidentTile | undefined
}>

type Opened = Readonly<{ claims: Claims; person: Person; alert: Alert }>
type Act = LinkAct | 'undo'

const ACTIONS = {
  take: 'acknowledge',
  onTheWay: 'onTheWay',
  arrived: 'arrived',
  decline: 'decline',
  undo: 'undo',
} as const satisfies Record<Act, CommandInput['action']>

const isAct = (text: string, claims: Claims): text is Act =>
  text === 'undo' ||
  ((LINK_ACTS as readonly string[]).includes(text) && claims.acts.includes(text as LinkAct))

/** Taking something back begins a new turn, by whichever door: what was done before it may be done again. */
const turnOf = (timeline: readonly TimelineEntry[], personId: string): number =>
  timeline.filter(({ kind, actor }) => kind === 'undone' && actor === personId).length

export function createLinkPages(deps: LinkPageDeps): LinkPort {
  const { now, directory } = deps
  const forged = createPace({ perMinute: 10, burst: 20 })
  const genuine = createPace({ perMinute: 30, burst: 60 })

  const pathsOf = ({ token, lang }: LinkRequest, locale: Locale, alertId?: number): Paths => {
    const own = `/l/${encodeURIComponent(token)}`
    return {
      own: lang === undefined ? own : `${own}?lang=${locale === 'en' ? 'en' : 'zh'}`,
      other: `${own}?lang=${locale === 'en' ? 'zh' : 'en'}`,
      board: alertId === undefined ? '/' : `/?alert=${alertId}`,
    }
  }
  const localeOf = ({ lang, languages }: LinkRequest, person?: Person): Locale =>
    localeFor({ lang, languages, own: person?.locale })

  const message = (
    asked: LinkRequest,
    what: 'invalid' | 'expired' | 'closed' | 'tooOften' | 'trouble',
    about: Partial<Opened> = {},
  ): LinkPage => {
    const { person, alert } = about
    const locale = localeOf(asked, person)
    const words = LINK_WORDS[locale]
    const place = alert && placeOf(directory(), alert.subject, alert.deviceId)
    const calls = person && place && what === 'expired' ? callsFor(place, { person, locale }) : []
    const said = {
      invalid: { title: words.invalidTitle, lines: [words.invalid], status: 404 },
      expired: { title: words.expiredTitle, lines: [words.expired], status: 410 },
      closed: { title: words.closedTitle, lines: [...closing(alert, locale), words.closedHint], status: 410 },
      tooOften: { title: words.tooOftenTitle, lines: [words.tooOften], status: 429 },
      trouble: { title: words.troubleTitle, lines: [words.trouble], status: 503 },
    }[what]
    const html = renderMessagePage(
      locale,
      { ...said, calls, alertId: alert?.id },
      pathsOf(asked, locale, alert?.id),
    )
    const retry = what === 'tooOften' ? { retryAfterSeconds: 60 } : {}
    return { status: said.status, html, policy: PAGE_POLICY, ...retry }
  }

  const closing = (alert: Alert | undefined, locale: Locale): string[] => {
    if (alert?.resolvedAt === undefined) return []
    const words = LINK_WORDS[locale]
    const at = clockOf(placeOf(directory(), alert.subject, alert.deviceId), now())
    return [words.closed(at(alert.resolvedAt), alert.outcome ? words.outcome[alert.outcome] : '')]
  }

  /** Who may look, at what; a page that says why not. */
  const enter = async (asked: LinkRequest): Promise<Opened | LinkPage> => {
    const claims = deps.links.open(asked.token)
    if (claims === undefined)
      return message(asked, forged.allows(asked.address, now()) ? 'invalid' : 'tooOften')
    if (!genuine.allows(asked.token, now())) return message(asked, 'tooOften')
    const person = directory().people.get(claims.personId)
    const scope = scopeOf(directory(), claims.personId)
    const alert = await deps.alert(claims.alertId)
    // Somebody who looks after this elder no longer has no business here.
    if (person === undefined || scope === undefined || alert === undefined || !maySeeAlert(scope, alert))
      return message(asked, 'invalid')
    const opened = { claims, person, alert }
    if (alert.status === 'resolved') return message(asked, 'closed', opened)
    return claims.expiresAt <= now() ? message(asked, 'expired', opened) : opened
  }

  const guarded = async <T>(asked: LinkRequest, work: () => Promise<T>): Promise<T | LinkPage> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof GatewayError) return message(asked, 'trouble')
      throw error
    }
  }

  const seen = (asked: LinkRequest, locale: Locale, said: string): Readonly<{ see: string }> => {
    const { own } = pathsOf(asked, locale)
    return { see: `${own}${own.includes('?') ? '&' : '?'}said=${said}` }
  }

  return {
    show: (asked) =>
      guarded(asked, async () => {
        const opened = await enter(asked)
        if ('html' in opened) return opened
        const { alert, person, claims } = opened
        const [uses, timeline] = await Promise.all([deps.uses(nameOf(asked.token)), deps.timeline(alert.id)])
        const locale = localeOf(asked, person)
        const { kind, id } = alert.subject
        const sheet = sheetOf({
          alert,
          person,
          claims,
          uses,
          turn: turnOf(timeline, person.id),
          said: asked.said,
          locale,
          now: now(),
          directory: directory(),
          texts: deps.ruleTexts(alert.ruleId, locale),
          tile: kind === 'resident' ? deps.tile(id) : undefined,
        })
        const html = renderSheet(sheet, pathsOf(asked, locale, alert.id))
        return { status: 200, html, policy: PAGE_POLICY }
      }),

    act: (asked) =>
      guarded(asked, async () => {
        const opened = await enter(asked)
        if ('html' in opened) return opened
        const { alert, person, claims } = opened
        const locale = localeOf(asked, person)
        const { act } = asked
        if (!isAct(act, claims)) return seen(asked, locale, 'changed')
        const link = nameOf(asked.token)
        const [uses, timeline] = await Promise.all([deps.uses(link), deps.timeline(alert.id)])
        const turn = turnOf(timeline, person.id)
        // The same button of the same page, sent again: by a double click, a reload, or a gateway that was killed.
        if (uses.some((use) => use.act === act && String(use.turn) === asked.turn))
          return seen(asked, locale, `again-${act}`)
        if (String(turn) !== asked.turn) return seen(asked, locale, 'changed')
        const use = {
          link,
          act,
          turn,
          alertId: alert.id,
          personId: person.id,
          at: now(),
          address: asked.address,
        }
        const outcome = await deps.command({
          action: ACTIONS[act],
          alertId: alert.id,
          requestId: `link.${link}.${act}.${turn}`,
          actorId: person.id,
          at: use.at,
          via: { by: 'link', address: asked.address },
          evidence: { type: 'linkUse', use },
        })
        return seen(asked, locale, outcome.ok ? act : outcome.code)
      }),
  }
}
