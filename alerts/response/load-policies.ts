// Reads escalation policies from YAML: all faults at once, each with file and line. Refuses a policy that could end
// with nobody told. Does not read files.

import { type Document, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { CHANNEL_NAMES } from '../channels/address.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts'
import { type Fault, faultAt, position } from '../rules/fault.ts'
import { didYouMean } from '../rules/nearest.ts'
import {
  isStaff,
  isWho,
  namedIn,
  type Policy,
  type PolicyBook,
  type PolicyStep,
  STAFF,
  TURNS,
  WHO,
  type Who,
  withTurns,
} from './policy.ts'

/** Where each policy stands, and where in it somebody is named first. */
export type PolicyPlaces = ReadonlyMap<string, Readonly<{ id: Fault; who: ReadonlyMap<string, Fault> }>>

export type PoliciesLoaded =
  | Readonly<{ ok: true; policies: PolicyBook; places: PolicyPlaces }>
  | Readonly<{ ok: false; faults: readonly Fault[] }>

const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** "90s", "3m", "1h", "1d" -> milliseconds. */
const duration = z
  .string({ error: 'expected a duration such as 60s, 3m, 1h or 1d' })
  .regex(/^\d+[smhd]$/, 'expected a duration such as 60s, 3m, 1h or 1d')
  .transform((text) => Number(text.slice(0, -1)) * (UNIT_MS[text.slice(-1)] ?? 0))

const who = z.custom<Who>(isWho, {
  error: ({ input }) =>
    `"${input}" is not one of ${WHO.join(', ')}, person:<id>${didYouMean(String(input), WHO)}`,
})

const stepSchema = z.strictObject({
  after: duration,
  who: z.array(who).min(1),
  channels: z.array(z.string().min(1)).min(1).optional(),
  repeatEvery: duration
    .refine((ms) => ms >= MINUTE, 'a repeat more often than once a minute is noise')
    .optional(),
  repeatTimes: z.number().int().min(1).optional(),
  difficultProblem: z.boolean().default(false),
})

/** A telephone is looked at, and called back, within a few minutes or not at all; the project's choice. */
const FAMILY_EVERY = 3 * MINUTE

/** The YAML of one policy file. */
export const policySchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  description: z.string().optional(),
  until: z.literal('acknowledged').default('acknowledged'),
  fallback: z.array(z.enum(STAFF)).default([]),
  cancelWindow: duration
    .refine((ms) => ms >= SECOND && ms <= MINUTE, 'between 1s and 60s: help must not wait longer')
    .optional(),
  familyEvery: duration
    .refine(
      (ms) => ms >= MINUTE && ms <= HOUR,
      'between 1m and 1h: time to answer, and not to wait for nothing',
    )
    .default(FAMILY_EVERY),
  acknowledgedFor: duration
    .refine((ms) => ms >= MINUTE, 'nobody can be anywhere within less than a minute')
    .refine((ms) => ms <= 7 * DAY, 'at most 7d: what waits longer than a week has been forgotten')
    .optional(),
  tellAcknowledged: z.boolean().default(false),
  tellRecovered: z.boolean().default(false),
  boardOnly: z.boolean().default(false),
  steps: z.array(stepSchema).min(1).optional(),
})
type PolicyYaml = z.infer<typeof policySchema>
type PolicyYamlStep = z.infer<typeof stepSchema>
type Path = readonly PropertyKey[]
type Issue = Readonly<{ path: Path; message: string }>

/** What the types cannot say: order, repeats, and that the chain has an end somebody stands at. */
function soundness(policy: PolicyYaml): Issue[] {
  const { id, steps, fallback, boardOnly, cancelWindow } = policy
  const issues: Issue[] = []
  if (boardOnly !== (steps === undefined))
    return [{ path: ['steps'], message: 'a policy has either steps or boardOnly, which tells nobody' }]
  if (steps === undefined) return []
  steps.forEach((step, index) => {
    const path = ['steps', index]
    const before = steps[index - 1]
    if (index === 0 && step.after !== 0)
      issues.push({ path: [...path, 'after'], message: 'the first step must be at once (0s)' })
    if (before !== undefined && step.after <= before.after)
      issues.push({ path: [...path, 'after'], message: 'each step must be later than the one before' })
    if (step.repeatEvery !== undefined && index < steps.length - 1)
      issues.push({ path: [...path, 'repeatEvery'], message: 'only the last step may repeat' })
    if (step.repeatTimes !== undefined && step.repeatEvery === undefined)
      issues.push({ path: [...path, 'repeatTimes'], message: 'repeatTimes needs repeatEvery' })
    issues.push(...channelFaults(step, path))
  })
  // Whether somebody who is named works there is for the site to say.
  if (!steps.some(({ who }) => who.some((one) => isStaff(one) || namedIn(one) !== undefined)))
    issues.push({
      path: ['steps'],
      message: 'dead end: no step names anybody who can acknowledge (duty, grid, director, admin)',
    })
  issues.push(...orderFaults(policy, steps))
  if (cancelWindow !== undefined && steps[0]?.who.every((who) => DELAYED.includes(who)))
    issues.push({
      path: ['steps', 0, 'who'],
      message:
        'dead end: within the cancel window nobody is told; the first step must also name somebody besides family and desk120',
    })
  if (fallback.length === 0)
    issues.push({
      path: ['steps', steps.length - 1],
      message: `dead end: when the last step of "${id}" reaches nobody, nobody is told; add a fallback`,
    })
  return issues
}

/** `familyInOrder` begins once, and is over before the last step says it all again. */
function orderFaults(
  { familyEvery, cancelWindow = 0 }: PolicyYaml,
  steps: readonly PolicyYamlStep[],
): Issue[] {
  const found = steps.flatMap(({ who }, index) => {
    const at = who.indexOf('familyInOrder')
    return at < 0 ? [] : [{ index, path: ['steps', index, 'who', at] }]
  })
  const [first, second] = found
  if (first === undefined) return []
  if (second !== undefined)
    return [{ path: second.path, message: 'familyInOrder has begun already; a later step may name family' }]
  const last = steps.at(-1)
  const over = Math.max(cancelWindow, steps[first.index]?.after ?? 0) + TURNS * familyEvery
  if (last?.repeatEvery === undefined || last.after > over) return []
  return [
    {
      path: first.path,
      message: `familyInOrder takes until ${over / SECOND}s and the last step repeats from ${last.after / SECOND}s on; give that one a later time, or a shorter familyEvery, or name family`,
    },
  ]
}

const toStep = (step: PolicyYamlStep): PolicyStep => ({
  afterMs: step.after,
  who: step.who,
  difficultProblem: step.difficultProblem,
  ...(step.channels === undefined ? {} : { channels: step.channels }),
  ...(step.repeatEvery === undefined ? {} : { repeatEveryMs: step.repeatEvery }),
  ...(step.repeatTimes === undefined ? {} : { repeatTimes: step.repeatTimes }),
})

/** Whom a slip would alarm for nothing. The board, the officers and the band never wait. */
const DELAYED: readonly Who[] = ['family', 'familyInOrder', 'desk120']

/** The steps with family and desk moved to the end of the cancel window, as a step of its own. */
function withWindow(steps: readonly PolicyStep[], windowMs: number | undefined): readonly PolicyStep[] {
  if (windowMs === undefined) return steps
  const within = steps.filter(({ afterMs }) => afterMs < windowMs)
  const delayed = [...new Set(within.flatMap(({ who }) => who.filter((one) => DELAYED.includes(one))))]
  if (delayed.length === 0) return steps
  const kept = within
    .map((step) => ({ ...step, who: step.who.filter((one) => !DELAYED.includes(one)) }))
    .filter(({ who }) => who.length > 0)
  const end: PolicyStep = { afterMs: windowMs, who: delayed, difficultProblem: false, cancellable: true }
  return [...kept, end, ...steps.slice(within.length)]
}

const toPolicy = (yaml: PolicyYaml): Policy => ({
  id: yaml.id,
  steps: withTurns(withWindow((yaml.steps ?? []).map(toStep), yaml.cancelWindow), yaml.familyEvery),
  fallback: yaml.fallback,
  ...(yaml.boardOnly ? { boardOnly: true } : {}),
  ...(yaml.acknowledgedFor === undefined ? {} : { acknowledgedForMs: yaml.acknowledgedFor }),
  tellAcknowledged: yaml.tellAcknowledged,
  tellRecovered: yaml.tellRecovered,
})

/** Loads every file; one policy per file. */
export function loadPolicies(files: readonly Readonly<{ path: string; text: string }>[]): PoliciesLoaded {
  const faults: Fault[] = []
  const policies = new Map<string, Policy>()
  const places = new Map<string, Readonly<{ id: Fault; who: ReadonlyMap<string, Fault> }>>()
  for (const { path, text } of files) {
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
    const source = { path, document, lines }
    for (const error of document.errors)
      faults.push({ path, ...position({ lines }, error.pos[0]), message: error.message })
    if (document.errors.length > 0) continue
    const parsed = policySchema.safeParse(document.toJS())
    const issues: Issue[] = parsed.success
      ? soundness(parsed.data)
      : parsed.error.issues.flatMap((issue) => expand(issue, document))
    for (const issue of issues)
      faults.push(
        faultAt(
          source,
          issue.path,
          issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`,
        ),
      )
    if (!parsed.success || issues.length > 0) continue
    if (policies.has(parsed.data.id))
      faults.push(faultAt(source, ['id'], `id: another file already defines "${parsed.data.id}"`))
    policies.set(parsed.data.id, toPolicy(parsed.data))
    places.set(parsed.data.id, {
      id: faultAt(source, ['id'], ''),
      who: firstPlaces(parsed.data, (path) => faultAt(source, path, '')),
    })
  }
  return faults.length === 0 ? { ok: true, policies, places } : { ok: false, faults }
}

function firstPlaces({ steps = [] }: PolicyYaml, placeOf: (path: Path) => Fault): ReadonlyMap<string, Fault> {
  const places = new Map<string, Fault>()
  for (const [index, { who }] of steps.entries())
    for (const [at, one] of who.entries())
      if (!places.has(one)) places.set(one, placeOf(['steps', index, 'who', at]))
  return places
}

/** An unknown key is a fault of that key, not of the object around it; what was probably meant is said with it. */
function expand(issue: z.core.$ZodIssue, document: Document): Issue[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(path[0] === 'steps' ? stepSchema.shape : policySchema.shape)
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key${didYouMean(key, known)}`,
    }))
  }
  if (issue.code !== 'invalid_value') return [{ path, message: issue.message }]
  const given = String(document.getIn(path))
  const known = issue.values.map(String)
  const message = `"${given}" is not one of ${known.join(', ')}${didYouMean(given, known)}`
  return [{ path, message }]
}

/** Partners have a web address, a telephone or a mailbox; a wristband has nothing but its downlink. */
const PARTNER_CHANNELS: readonly string[] = ['phone', 'webhook', 'email']
const PARTNERS: readonly Who[] = ['desk120', 'streetOffice', 'webhook']
/** What nobody but a device understands. */
const ONLY_BY: Readonly<Partial<Record<Who, string>>> = { wearer: 'downlink', siren: 'webhook' }
const canReach = (channel: string, who: Who): boolean =>
  ONLY_BY[who] === undefined
    ? channel !== 'downlink' && (!PARTNERS.includes(who) || PARTNER_CHANNELS.includes(channel))
    : channel === ONLY_BY[who]

/** Channels there are not, and channels by which somebody of the step can never be reached. */
function channelFaults(step: PolicyYamlStep, path: Path): Issue[] {
  const { channels, who } = step
  if (channels === undefined) return []
  const unknown = channels.flatMap((channel, index): Issue[] =>
    CHANNEL_NAMES.includes(channel)
      ? []
      : [
          {
            path: [...path, 'channels', index],
            message: `there is no channel "${channel}"${didYouMean(channel, CHANNEL_NAMES)}`,
          },
        ],
  )
  if (unknown.length > 0) return unknown
  return who
    .filter((one) => !channels.some((channel) => canReach(channel, one)))
    .map((one) => ({
      path: [...path, 'channels'],
      message: `dead end: ${one} cannot be reached by ${channels.join(', ')}; add ${CHANNEL_NAMES.filter((channel) => canReach(channel, one)).join(' or ')}, or leave channels out`,
    }))
}
