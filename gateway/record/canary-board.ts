// The canary's board: a client of the live hub like a browser's, that only looks at alerts and deliveries.

import type { Frame } from '../live/frames.ts'
import type { LiveClient } from '../live/ports.ts'

/** Whoever joins under this name is no person; the scope is the staff's. */
export const CANARY_VIEWER = '\u0000canary'

const LOOKED_AT = [Buffer.from('{"type":"alert"'), Buffer.from('{"type":"notification"')]

/** Joins until the returned function is called. */
export function watchBoard(
  join: (client: LiveClient) => (() => void) | undefined,
  onFrame: (frame: Frame) => void,
): () => void {
  const leave = join({
    personId: CANARY_VIEWER,
    send(frame, sent) {
      sent?.()
      // A snapshot is large and says nothing that is asked here.
      if (LOOKED_AT.some((head) => frame.subarray(0, head.length).equals(head)))
        onFrame(JSON.parse(frame.toString()) as Frame)
    },
    bufferedBytes: () => 0,
    drop: () => {},
  })
  return leave ?? (() => {})
}
