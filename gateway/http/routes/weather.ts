// The rain warning of a community: what is in force, setting one, lifting it.

import { DAY } from '../../../alerts/model/time.ts'
import { OFFICE, STAFF, viewerOf } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts, WeatherOutcome } from '../ports.ts'
import { refuse } from '../problems.ts'
import { createRepeats } from '../repeats.ts'
import { weather, weatherList, weatherRequest } from '../schemas/weather.ts'

/** A warning that nobody has renewed for a week is forgotten, not in force. */
const LONGEST_MS = 7 * DAY

export function weatherRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const repeats = createRepeats<WeatherOutcome>()

  app.route({
    method: 'GET',
    url: '/api/weather',
    config: { access: STAFF },
    schema: {
      tags: ['weather'],
      summary: 'The rain warning and the rain measured, per community',
      response: { 200: weatherList },
    },
    handler: async () => {
      const views = ports.weather.views()
      const { people } = ports.world.directory()
      const names = views.flatMap(({ setBy }) => {
        const person = people.get(setBy)
        return person === undefined ? [] : [[person.id, person.name] as const]
      })
      return { weather: views, people: Object.fromEntries(names) }
    },
  })

  app.route({
    method: 'PUT',
    url: '/api/weather',
    config: { access: OFFICE },
    schema: {
      tags: ['weather'],
      summary: 'Set or lift the rain warning of a community; answers after the commit',
      description:
        'Every drain of the community goes by it from then on. Who said so, and on whose word, is kept for ever.',
      body: weatherRequest,
      response: { 200: weather },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const { requestId, ...asked } = request.body
      const at = ports.now()
      if (asked.until !== null && asked.until - at > LONGEST_MS)
        return refuse(reply, 'invalidRequest', {
          faults: [{ path: 'body/until', message: 'at most 7 days ahead' }],
        })
      const answer = await repeats.once({ personId, requestId, content: JSON.stringify(asked) }, () =>
        ports.weather.set({ ...asked, actorId: personId, at }),
      )
      return answer.ok ? answer.weather : refuse(reply, answer.code)
    },
  })
}
