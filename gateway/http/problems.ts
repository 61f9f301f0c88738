// Every way the API says no: a closed code, its status and its English title. The dashboard translates the code.

import type { FastifyReply } from 'fastify'
import type { Problem } from './api.ts'

export const PROBLEMS = {
  invalidRequest: [400, 'The request does not fit the schema'],
  unreadableBody: [400, 'The body is not valid JSON'],
  deskHeadersMissing: [401, 'A header of the signature is missing'],
  partnerUnknown: [401, 'No such partner, or it has no secret'],
  timestampRefused: [401, 'The timestamp is unreadable, or too far off'],
  signatureWrong: [401, 'The signature does not fit the body'],
  notLoggedIn: [401, 'Log in first'],
  wrongLogin: [401, 'Login or password is wrong'],
  roleNotAllowed: [403, 'Your role may not do this'],
  wrongPartner: [403, 'This card was never sent to this partner'],
  foreignOrigin: [403, 'The request comes from another site'],
  notFound: [404, 'Nothing is here'],
  residentNotFound: [404, 'No such resident'],
  drainNotFound: [404, 'No such drain'],
  cardNotFound: [404, 'No card has this event number'],
  alertNotFound: [404, 'No such alert'],
  personNotFound: [404, 'No such person'],
  deviceNotFound: [404, 'No such device'],
  ruleNotFound: [404, 'No such rule'],
  contactNotFound: [404, 'No such call or visit'],
  listNotFound: [404, 'No list of that day'],
  silenceNotFound: [404, 'No such silence'],
  rosterChangeNotFound: [404, 'No such change of the roster'],
  feedNotFound: [404, 'No such calendar'],
  communityNotFound: [404, 'No such community'],
  subjectNotFound: [404, 'No such resident or drain'],
  nothingStored: [404, 'No reading is stored of it'],
  alreadyAcknowledged: [409, 'Somebody has acknowledged it already'],
  alreadySaid: [409, 'It has been said already'],
  changedMeanwhile: [409, 'Somebody else was faster'],
  notAcknowledged: [409, 'Nobody has taken the alert on'],
  tooLateToUndo: [409, 'It is too late to take it back'],
  noOpenPromise: [409, 'It holds no open promise'],
  alreadyResolved: [409, 'The alert is resolved already'],
  notAnEmergency: [409, 'Only an emergency can be confirmed or withdrawn'],
  noCard: [409, 'The alert has no 120 card'],
  notWithdrawn: [409, 'The card was not withdrawn'],
  eventNumberDiffers: [409, 'The desk has given another number for this event'],
  ruleChanged: [409, 'Somebody else has changed it meanwhile'],
  ruleFixed: [409, 'An emergency can be neither switched off nor changed'],
  nothingChanged: [409, 'It is so already'],
  backtestBusy: [409, 'Another backtest is under way'],
  explainBusy: [409, 'Too many explanations at once; try again'],
  notReplayable: [409, 'This rule cannot be replayed'],
  cancelled: [409, 'The backtest was cancelled'],
  stillATest: [409, 'It is an announced test; say first that it is real'],
  notATest: [409, 'It is no test'],
  noBand: [409, 'The resident has no band'],
  testWaiting: [409, 'A test is announced already'],
  noTestWaiting: [409, 'No test waits for a press'],
  emergencyOpen: [409, 'An emergency of this resident is not over'],
  alreadyEnded: [409, 'The silence is over already'],
  alreadyCancelled: [409, 'It has been called off, or is over'],
  leavesUncovered: [409, 'It would leave minutes to nobody'],
  notOnDuty: [409, 'That person is not on duty then'],
  alreadyOnDuty: [409, 'That person is on duty then already'],
  endsTooSoon: [409, 'The warning would be over already'],
  neverSilenced: [409, 'An emergency is never silenced'],
  noCallList: [409, 'The alert has no call list'],
  notOnCallList: [409, 'The resident is not on the call list'],
  deviceExists: [409, 'A device of this id exists already'],
  alreadyAssigned: [409, 'The resident or drain has a device already'],
  bodyTooLarge: [413, 'The body is too large'],
  unsupportedMediaType: [415, 'Send application/json'],
  cardVersionUnknown: [422, 'This version of the card was never sent'],
  keyReused: [422, 'This key was used for another receipt'],
  timeImplausible: [422, 'The time lies before the call, or in the future'],
  parametersInvalid: [422, 'These numbers do not fit the rule'],
  notBegun: [422, 'This day or month has not begun'],
  requestIdReused: [422, 'This requestId was used for another action'],
  tooManyAttempts: [429, 'Too many failed attempts; wait'],
  tooManyRequests: [429, 'Too many requests; wait'],
  internal: [500, 'Something went wrong here'],
  storeUnavailable: [503, 'The store does not answer; try again'],
  notReady: [503, 'The gateway is not ready'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof PROBLEMS
export type ProblemExtra = Pick<Problem, 'detail' | 'faults' | 'conflict' | 'gaps' | 'personId'>

/** RFC 9457 body of a refusal. */
export function problem(code: ProblemCode, extra: ProblemExtra = {}): Problem {
  const [status, title] = PROBLEMS[code]
  return { type: `urn:shouwang:problem:${code}`, title, status, code, ...extra }
}

/** What `refuse` needs of a reply, whatever its route has been typed as. */
type Refusable = Pick<FastifyReply, 'raw'> & { code(status: number): unknown }

/** Answers with a problem document. Route schemas describe successes; a refusal is serialised as it stands. */
export function refuse<Reply extends Refusable>(
  reply: Reply,
  code: ProblemCode,
  extra?: ProblemExtra,
): Reply {
  const body = problem(code, extra)
  const open = reply as unknown as FastifyReply
  open
    .code(body.status)
    .type('application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(body)
  return reply
}
