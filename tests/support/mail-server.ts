// A mail server of the test's own, without TLS, as a relay on the same machine is: keeps every letter, with its parts decoded.

import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'

export type ReceivedLetter = Readonly<{
  to: readonly string[]
  messageId: string
  subject: string
  text: string
  /** By file name, decoded. */
  files: Readonly<Record<string, string>>
}>

const header = (head: string, name: string): string =>
  new RegExp(`^${name}:\\s*((?:.*(?:\\r\\n[ \\t].*)*))`, 'im').exec(head)?.[1]?.replace(/\r\n[ \t]+/g, ' ') ??
  ''

/** "=?UTF-8?B?…?=" and "=?UTF-8?Q?…?=" [RFC 2047]. */
const words = (value: string): string =>
  value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quoted(text.replaceAll('_', ' ')),
    )

const quoted = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

function decoded(head: string, body: string): string {
  const how = header(head, 'content-transfer-encoding').toLowerCase()
  if (how === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  return how === 'quoted-printable' ? quoted(body) : body
}

const split = (raw: string): readonly [head: string, body: string] => {
  const at = raw.indexOf('\r\n\r\n')
  return [raw.slice(0, at), raw.slice(at + 4)]
}

function read(to: readonly string[], raw: string): ReceivedLetter {
  const [head, body] = split(raw)
  const boundary = /boundary="?([^";\r\n]+)"?/i.exec(head)?.[1]
  const parts = boundary === undefined ? [raw] : body.split(`--${boundary}`).slice(1, -1)
  const files: Record<string, string> = {}
  let text = ''
  for (const part of parts) {
    const [partHead, partBody] = split(part)
    const name = /filename="?([^";\r\n]+)"?/i.exec(partHead)?.[1]
    if (name === undefined) text += decoded(partHead, partBody)
    else files[name] = decoded(partHead, partBody)
  }
  return { to, messageId: header(head, 'message-id'), subject: words(header(head, 'subject')), text, files }
}

/** `onLetter` is asked when a letter is there and has not been answered; an Error refuses it with its `responseCode`. */
export async function startMailServer(
  onLetter: (letter: ReceivedLetter) => Error | undefined = () => undefined,
) {
  const letters: ReceivedLetter[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('end', () => {
        const to = envelope.rcptTo.map(({ address }) => address)
        const letter = read(to, Buffer.concat(chunks).toString('utf8'))
        const refused = onLetter(letter)
        if (refused === undefined) letters.push(letter)
        done(refused)
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  const { port } = server.server.address() as AddressInfo
  return {
    letters,
    /** For `channels` in the settings. */
    settings: { email: { host: '127.0.0.1', port, plain: true, from: '守望 <alarm@wutongli.example>' } },
  }
}
