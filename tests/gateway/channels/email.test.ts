import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Channel } from '../../../alerts/channels/channel.ts'
import { createEmailChannel, letterOf } from '../../../alerts/channels/email.ts'
import { createSmtp, type SmtpSettings } from '../../../gateway/channels/smtp.ts'
import { signal, sosMail } from '../../alerts/channels/provider.ts'
import { testFolder } from '../../support/folder.ts'

let key = ''
let cert = ''
/** A certificate of this test's own, for localhost. */
function certificate(): { key: string; cert: string } {
  if (key !== '') return { key, cert }
  const folder = testFolder()
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', keyFile, '-out', certFile],
    ],
    { stdio: 'pipe' },
  )
  key = readFileSync(keyFile, 'utf8')
  cert = readFileSync(certFile, 'utf8')
  return { key, cert }
}

type Letter = { from: string; to: string[]; text: string; tls: boolean; user: unknown }

async function startServer(options: SMTPServerOptions = {}) {
  const letters: Letter[] = []
  const server = new SMTPServer({
    ...certificate(),
    authOptional: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      if (username === 'shouwang' && password === 'richtig') done(null, { user: username })
      else done(Object.assign(new Error('Authentication failed'), { responseCode: 535 }))
    },
    onData(stream, { envelope, secure, user }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('end', () => {
        letters.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
          tls: secure,
          user,
        })
        done()
      })
    },
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)))
  return { letters, port: (server.server.address() as AddressInfo).port }
}

function emailTo(port: number, more: Partial<SmtpSettings> = {}): Channel {
  const smtp = createSmtp({
    host: 'localhost',
    port,
    secure: false,
    plain: false,
    user: 'shouwang',
    password: 'richtig',
    from: '守望 <alarm@wutongli.example>',
    ca: certificate().cert,
    ...more,
  })
  onTestFinished(() => smtp.close())
  return createEmailChannel({
    send: smtp.send,
    link: ({ alertId }) => `https://shouwang.example/?alert=${alertId}`,
    domain: 'wutongli.example',
  })
}
const toWang = sosMail({ channel: 'email', address: 'wang@example.org' })
/** Quoted-printable and base64 parts, decoded enough to look for words. */
const decoded = (text: string): string => {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  if (/base64/i.test(head.split(/content-transfer-encoding/i)[1] ?? ''))
    return Buffer.from(body, 'base64').toString('utf8')
  return Buffer.from(
    body
      .replace(/=\r\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')
}

describe('e-mail', () => {
  it.each([
    ['STARTTLS', {}, {}],
    ['TLS from the first byte', { secure: true }, { secure: true }],
  ])(
    'over %s, logged in: subject, text, link, and a Message-ID that stays the same',
    async (_, server, client) => {
      const { letters, port } = await startServer(server)
      const channel = emailTo(port, client)
      for (let n = 0; n < 2; n++)
        expect(await channel.send(toWang, signal)).toMatchObject({ result: 'delivered', reached: 'accepted' })
      const [letter, again] = letters
      expect(letter).toMatchObject({
        from: 'alarm@wutongli.example',
        to: ['wang@example.org'],
        tls: true,
        user: 'shouwang',
      })
      const id = /^message-id: (.*)$/im
      expect(id.exec(letter?.text ?? '')?.[1]).toBe('<1024.1.0.person.p-1.wecom.raised@wutongli.example>')
      expect(id.exec(again?.text ?? '')?.[1]).toBe(id.exec(letter?.text ?? '')?.[1])
      expect(letter?.text).toMatch(/^x-priority: 1/im)
      expect(decoded(letter?.text ?? '')).toContain('心率 150 次/分')
      expect(decoded(letter?.text ?? '')).toContain('https://shouwang.example/?alert=1024')
    },
  )

  it('a server without encryption is not spoken to, unless it is said to be plain', async () => {
    const { letters, port } = await startServer({ disabledCommands: ['STARTTLS'] })
    expect((await emailTo(port).send(toWang, signal)).result).not.toBe('delivered')
    expect(letters).toEqual([])
    const plain = emailTo(port, { plain: true, user: undefined, password: undefined })
    expect((await plain.send(toWang, signal)).result).toBe('delivered')
  })

  it('a certificate nobody vouches for is a retry that says so', async () => {
    const { port } = await startServer()
    const sent = await emailTo(port, { ca: undefined }).send(toWang, signal)
    expect(sent).toMatchObject({ result: 'retry', reason: expect.stringMatching(/self.signed/i) })
  })

  it('a refused login is the settings’ fault, and the password is not in the reason', async () => {
    const { port } = await startServer()
    const sent = await emailTo(port, { password: 'falsch-42' }).send(toWang, signal)
    expect(sent).toMatchObject({ result: 'rejected', about: 'channel' })
    expect(JSON.stringify(sent)).not.toContain('falsch-42')
  })

  it.each([
    [421, 'shutting down', { result: 'retry' }],
    [450, 'mailbox busy', { result: 'retry', about: 'address' }],
    [550, 'no such user', { result: 'rejected', about: 'address' }],
    [552, 'mailbox full', { result: 'rejected', about: 'address' }],
  ])('the server answers %i %s', async (responseCode, words, expected) => {
    const { port } = await startServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error(words), { responseCode })),
    })
    expect(await emailTo(port).send(toWang, signal)).toMatchObject({
      ...expected,
      reason: expect.stringContaining(`${responseCode} ${words}`),
    })
  })

  it('a server that takes the connection and says nothing is left when the dispatcher says so', async () => {
    const sockets: Socket[] = []
    let connected = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      connected = resolve
    })
    const mute = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => {})
      connected()
    })
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      mute.close()
    })
    const controller = new AbortController()
    const sent = emailTo((mute.address() as AddressInfo).port).send(toWang, controller.signal)
    await arrived
    controller.abort()
    expect(await sent).toEqual({ result: 'retry', reason: 'timeout' })
  })

  it('nobody listens, or no such host: a retry with the cause', async () => {
    const { port } = await startServer()
    expect((await emailTo(port, { host: 'mail.invalid' }).send(toWang, signal)).result).toBe('retry')
    expect(await emailTo(1).send(toWang, signal)).toMatchObject({
      result: 'retry',
      reason: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it('to the 120 desk carries its card: number and version, patient, address, both coordinates, how to get in', () => {
    const card = {
      eventNumber: 'SW-1024',
      version: 2,
      state: 'confirmed',
      calledAt: 1,
      what: '紧急呼救',
      patient: { name: '王桂兰', sex: '女', age: 84 },
      contacts: [{ name: '王芳', relation: '女儿', phone: '13800000009' }],
      address: '梧桐里社区 3号楼 2单元 301',
      entry: '门禁 1357#',
      position: {
        wgs84: { latitude: 31.2304, longitude: 121.4737 },
        gcj02: { latitude: 31.2285, longitude: 121.4782 },
      },
      conditions: ['高血压'],
      medication: [],
      allergies: [],
      vitals: [],
      confirmedByPerson: true,
    } as const
    const { text } = letterOf(
      { ...toWang, message: { ...toWang.message, card } },
      { link: undefined, domain: 'x' },
    )
    for (const line of [
      'SW-1024 v2 (confirmed)',
      '王桂兰 女 84',
      '梧桐里社区 3号楼 2单元 301',
      '31.2304, 121.4737',
      '31.2285, 121.4782',
      '门禁 1357#',
      '王芳 女儿 13800000009',
    ])
      expect(text).toContain(line)
    expect(text).not.toContain('Medication')
  })

  it('a name with a line break does not become a header', () => {
    const { message } = toWang
    const letter = letterOf(
      { ...toWang, message: { ...message, title: 'SOS\r\nBcc: all@example.org' } },
      { link: undefined, domain: 'x' },
    )
    expect(letter.subject).toBe('SOS Bcc: all@example.org')
  })
})
