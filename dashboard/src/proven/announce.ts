// Announcing a test and calling it off: one request, said in words. What has changed comes back as a live tile.

import { say, sayProblem } from '../design/toast.tsx'
import type { AnnouncedTest, TestCallOffRequest, TestRequest } from '../server-types.ts'
import { request, requestId } from '../session/request.ts'
import { text } from '../text/text.ts'

const path = (residentId: string): string => `/api/residents/${encodeURIComponent(residentId)}/test`

/** A lost answer is asked for again under the same id: it cannot announce twice. */
const post = async (to: string, body: TestRequest | TestCallOffRequest, done: string): Promise<boolean> => {
  const send = () => request<AnnouncedTest>(to, { method: 'POST', body })
  let answer = await send()
  if (!answer.ok && answer.status === 0) answer = await send()
  if (answer.ok) say(done)
  else sayProblem(answer.code)
  return answer.ok
}

export const announce = (
  residentId: string,
  asked: Readonly<{ minutes: number; tellFamily: boolean }>,
): Promise<boolean> =>
  post(path(residentId), { requestId: requestId(), ...asked }, text.peek().test.announced)

export const callOff = (residentId: string): Promise<boolean> =>
  post(`${path(residentId)}/call-off`, { requestId: requestId() }, text.peek().test.calledOffDone)
