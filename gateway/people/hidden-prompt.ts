// Reads one line from a terminal without showing it. Knows nothing of passwords.

import type { ReadStream } from 'node:tty'

/** The line; undefined when it was interrupted (Ctrl-C, Ctrl-D on an empty line). */
export function promptHidden(
  question: string,
  { input, say }: Readonly<{ input: ReadStream; say(text: string): void }>,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let line = ''
    const finish = (answer: string | undefined): void => {
      input.off('data', onData)
      input.setRawMode(false)
      input.pause()
      say('\n')
      resolve(answer)
    }
    const onData = (chunk: string): void => {
      for (const key of chunk) {
        const entered = key === '\r' || key === '\n'
        const interrupted = key === '\u0003' || (key === '\u0004' && line === '')
        if (entered || interrupted) {
          finish(entered ? line : undefined)
          return
        }
        if (key === '\u007f' || key === '\b') line = [...line].slice(0, -1).join('')
        else if (key >= ' ') line += key
      }
    }
    say(question)
    input.setRawMode(true)
    input.setEncoding('utf8')
    input.on('data', onData)
    input.resume()
  })
}
