// Rules: what is in force, what people change in it, and what a change would have meant. Every staff member may read;
// the director and the admin change.

import { z } from 'zod'
import { STAFF, viewerOf } from '../access.ts'
import type { BacktestReport, RuleAdjustment } from '../api.ts'
import type { ApiApp } from '../api-app.ts'
import type { ChangeRefusal, HttpPorts } from '../ports.ts'
import { type ProblemCode, type ProblemExtra, refuse } from '../problems.ts'
import {
  backtestReport,
  backtestRequest,
  carePlan,
  carePlanRequest,
  ruleChangeRequest,
  ruleHistory,
  ruleList,
  rulesReload,
  ruleUndoRequest,
  ruleView,
} from '../schemas/rules.ts'
import { id } from '../schemas/shape.ts'

const CHANGERS = ['director', 'admin'] as const
const params = z.object({ id })

export function ruleRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { rules } = ports

  app.route({
    method: 'GET',
    url: '/api/rules',
    config: { access: STAFF },
    schema: {
      tags: ['rules'],
      summary: 'The rules in force, and what speaks against the files as they are now',
      response: { 200: ruleList },
    },
    handler: () => rules.list(),
  })

  app.route({
    method: 'GET',
    url: '/api/rules/:id',
    config: { access: STAFF },
    schema: { tags: ['rules'], summary: 'One rule', params, response: { 200: ruleView } },
    handler: async (request, reply) => (await rules.rule(request.params.id)) ?? refuse(reply, 'ruleNotFound'),
  })

  app.route({
    method: 'GET',
    url: '/api/rules/:id/history',
    config: { access: STAFF },
    schema: {
      tags: ['rules'],
      summary: 'Who changed the rule, when and why; newest first',
      params,
      response: { 200: ruleHistory },
    },
    handler: async (request, reply) => rules.history(request.params.id) ?? refuse(reply, 'ruleNotFound'),
  })

  app.route({
    method: 'POST',
    url: '/api/rules/:id/changes',
    config: { access: CHANGERS },
    schema: {
      tags: ['rules'],
      summary: 'Switch on or off, other numbers, other numbers for a tag; in force when answered',
      description: 'Emergencies can be neither switched off nor changed.',
      params,
      body: ruleChangeRequest,
      response: { 200: ruleView },
    },
    handler: async (request, reply) => {
      const { change, reason, expected } = request.body
      const outcome = await rules.change({
        ruleId: request.params.id,
        change: asAdjustment(change),
        reason,
        expected,
        author: viewerOf(request).personId,
        at: ports.now(),
      })
      return outcome.ok ? outcome.rule : refuse(reply, ...refusalOf(outcome))
    },
  })

  app.route({
    method: 'POST',
    url: '/api/rules/:id/undo',
    config: { access: CHANGERS },
    schema: {
      tags: ['rules'],
      summary:
        'Put back what was before the newest change, or an older state; itself a change of the history',
      params,
      body: ruleUndoRequest,
      response: { 200: ruleView },
    },
    handler: async (request, reply) => {
      const { reason, expected, to } = request.body
      const outcome = await rules.undo({
        ruleId: request.params.id,
        reason,
        expected,
        ...(to === undefined ? {} : { to }),
        author: viewerOf(request).personId,
        at: ports.now(),
      })
      return outcome.ok ? outcome.rule : refuse(reply, ...refusalOf(outcome))
    },
  })

  app.route({
    method: 'POST',
    url: '/api/rules/reload',
    config: { access: ['admin'] },
    schema: {
      tags: ['rules'],
      summary: 'Read the files of rules and policies now; with faults they are refused and those before stay',
      response: { 200: rulesReload },
    },
    handler: () => rules.reload(),
  })

  app.route({
    method: 'POST',
    url: '/api/rules/:id/backtest',
    config: { access: STAFF },
    schema: {
      tags: ['rules'],
      summary: 'The stored readings through the rule as it is and as it would be; one at a time',
      params,
      body: backtestRequest,
      response: { 200: backtestReport },
    },
    handler: async (request, reply) => {
      if (ports.backtest === undefined) return refuse(reply, 'notReplayable')
      const { parameters, days, residentId } = request.body
      const gone = new AbortController()
      // Nobody waits any more: the thread is free for the next.
      reply.raw.on('close', () => gone.abort())
      const outcome = await ports.backtest(
        { ruleId: request.params.id, parameters, days, ...(residentId === undefined ? {} : { residentId }) },
        { signal: gone.signal },
      )
      if (outcome.ok) return outcome.report satisfies BacktestReport
      return refuse(reply, outcome.code, outcome.faults === undefined ? {} : { faults: outcome.faults })
    },
  })

  app.route({
    method: 'GET',
    url: '/api/residents/:id/overrides',
    config: { access: ['duty', 'director', 'admin'] },
    schema: {
      tags: ['rules'],
      summary: "A resident's own limits (the care plan), with who set them and why",
      params,
      response: { 200: carePlan },
    },
    handler: async (request, reply) =>
      (await rules.carePlan(request.params.id)) ?? refuse(reply, 'residentNotFound'),
  })

  app.route({
    method: 'PUT',
    url: '/api/residents/:id/overrides',
    config: { access: CHANGERS },
    schema: {
      tags: ['rules'],
      summary: "Set a resident's own limits; all of them at once, in force when answered",
      params,
      body: carePlanRequest,
      response: { 200: carePlan },
    },
    handler: async (request, reply) => {
      const outcome = await rules.changeCarePlan({
        ...request.body,
        residentId: request.params.id,
        author: viewerOf(request).personId,
        at: ports.now(),
      })
      return outcome.ok ? outcome.plan : refuse(reply, ...refusalOf(outcome))
    },
  })
}

type Refused = ChangeRefusal | Readonly<{ ok: false; code: Exclude<ProblemCode, ChangeRefusal['code']> }>

function refusalOf(refused: Refused): [code: ProblemCode, extra: ProblemExtra] {
  if ('conflict' in refused) return [refused.code, { conflict: refused.conflict }]
  return [refused.code, 'faults' in refused ? { faults: refused.faults } : {}]
}

/** Zod leaves `enabled: undefined` where there was none; a change wants the field absent. */
const asAdjustment = (change: z.output<typeof ruleChangeRequest>['change']): RuleAdjustment => ({
  ...(change.enabled === undefined ? {} : { enabled: change.enabled }),
  ...(change.parameters === undefined ? {} : { parameters: change.parameters }),
  ...(change.forTags === undefined ? {} : { forTags: change.forTags }),
})
