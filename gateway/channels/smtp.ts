// The SMTP side of e-mail: nodemailer behind the letter port of the channel. One pooled connection, TLS or STARTTLS,
// time limits of its own so that a server that hangs does not hold a socket for ever.

import nodemailer from 'nodemailer'
import type { Letter, Posted } from '../../alerts/channels/email.ts'

export type SmtpSettings = Readonly<{
  host: string
  port: number
  /** TLS from the first byte (465). Otherwise STARTTLS is demanded, unless `plain`. */
  secure: boolean
  /** Only for a relay on this machine: neither encrypted nor refused for it. */
  plain: boolean
  user?: string | undefined
  password?: string | undefined
  from: string
  /** A certificate authority of the site's own, PEM. */
  ca?: string | undefined
}>

export type Smtp = Readonly<{
  send(letter: Letter, signal: AbortSignal): Promise<Posted>
  close(): void
}>

const CONNECT_MS = 8_000
const SILENCE_MS = 15_000

type SmtpError = Error & { responseCode?: number; code?: string; response?: string }

/** What the server said, without our own user name or password in it. */
function refusedBy(error: SmtpError): Posted {
  const { responseCode, code, response, message } = error
  const reason = (response ?? (code === undefined ? message : `${code} ${message}`)).slice(0, 160)
  return {
    ok: false,
    reason,
    ...(responseCode === undefined ? {} : { code: responseCode }),
    ...(code === 'EAUTH' && (responseCode === undefined || responseCode >= 500) ? { login: true } : {}),
  }
}

export function createSmtp(settings: SmtpSettings): Smtp {
  const { host, port, secure, plain, user, password, from, ca } = settings
  const transport = nodemailer.createTransport({
    pool: true,
    maxConnections: 4,
    host,
    port,
    secure,
    requireTLS: !secure && !plain,
    ignoreTLS: plain,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send({ to, subject, text, html, attachment, messageId, urgent }, signal) {
      const sent = transport
        .sendMail({
          from,
          to,
          subject,
          text,
          messageId,
          ...(html === undefined ? {} : { html }),
          ...(attachment === undefined ? {} : { attachments: [attachment] }),
          ...(urgent ? { priority: 'high' as const } : {}),
        })
        .then(
          (info): Posted => ({ ok: true, response: info.response }),
          (error: SmtpError): Posted => refusedBy(error),
        )
      // What has been handed to the server cannot be taken back; whoever waits need not wait any longer.
      const cut = new Promise<Posted>((resolve) => {
        const end = (): void => resolve({ ok: false, reason: 'timeout' })
        if (signal.aborted) end()
        signal.addEventListener('abort', end, { once: true })
      })
      return Promise.race([sent, cut])
    },
    close: () => transport.close(),
  }
}
