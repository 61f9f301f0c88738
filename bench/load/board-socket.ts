// A duty officer's board: logged in, on the live socket, every frame handed on as it comes.

import { WebSocket } from 'ws'
import type { Frame } from '../../gateway/live/frames.ts'

export async function openBoard(
  port: number,
  site: { login: string; password: string },
  onFrame: (frame: Frame) => void,
): Promise<WebSocket> {
  const response = await fetch(`http://127.0.0.1:${port}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: site.login, password: site.password }),
  })
  if (!response.ok) throw new Error(`log in: ${response.status} ${await response.text()}`)
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { headers: { cookie } })
  socket.on('message', (data) => onFrame(JSON.parse(String(data)) as Frame))
  await new Promise<void>((resolve, reject) => {
    socket.once('message', () => resolve())
    socket.once('error', reject)
  })
  return socket
}
