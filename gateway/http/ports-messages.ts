// What the HTTP routes need of whatever carries messages to people and their answers back: push, receipts, the links and
// reply codes of messages, the demo's phones.

import type { EpochMs } from '../../alerts/model/time.ts'
import type { PhoneMessage } from './api.ts'
import type { SmsReplyKind, SmsReplyView } from './api-replies.ts'

/** A browser that asked to be pushed to (RFC 8030, 8291). */
export type PushSubscription = Readonly<{
  endpoint: string
  personId: string
  p256dh: string
  auth: string
  createdAt: EpochMs
}>

/** Present where the site has switched push on. Each resolves after the commit. */
export type PushPort = Readonly<{
  publicKey: string
  subscribe(
    subscription: Omit<PushSubscription, 'createdAt'>,
  ): Promise<'added' | 'refused' | 'storeUnavailable'>
  /** False when the store refused. */
  unsubscribe(personId: string, endpoint: string): Promise<boolean>
  receipt(input: Readonly<{ personId: string; key: string; reached: 'delivered' | 'read' }>): Promise<boolean>
}>

/** Present where the settings have a token for it. False: could not be stored, send it again. */
export type ReceiptsPort = Readonly<{ token: string; aliyun(body: unknown): Promise<boolean> }>

/** The page behind the link of a message; it needs no session, the link is the key. */
export type LinkPort = Readonly<{
  show(asked: LinkRequest): Promise<LinkPage>
  /** Acts at most once per link, act and turn; `see`: the path to go on to. */
  act(
    asked: LinkRequest & Readonly<{ act: string; turn: string }>,
  ): Promise<LinkPage | Readonly<{ see: string }>>
}>
export type LinkRequest = Readonly<{
  token: string
  /** The reader's network address. */
  address: string
  /** `Accept-Language`. */
  languages: string
  /** What the reader chose on the page. */
  lang?: string | undefined
  /** What came of the act before, as a code. */
  said?: string | undefined
}>
export type LinkPage = Readonly<{ status: number; html: string; policy: string; retryAfterSeconds?: number }>

/** Answers to SMS, whoever delivers them. */
export type RepliesPort = Readonly<{
  /** The last part of Aliyun's address; absent: the site has set none. */
  token?: string
  /** False: could not be stored, send it again. */
  aliyun(body: unknown): Promise<boolean>
  /** From a partner's own SMS gateway, signed with the secret of its webhook. */
  partner(
    asked: Readonly<{ partnerId: string; timestamp: string; signature: string; body: string }>,
  ): Promise<
    /** `answer`: what to send back; empty for nothing. */
    | Readonly<{ ok: true; outcome: string; answer: string }>
    | Readonly<{ ok: false; code: 'notFound' | 'invalidRequest' | 'storeUnavailable' }>
  >
  /** Newest first; `before` is the number of the last one of the page before. */
  recent(
    query: Readonly<{ before?: number; limit: number; kind: SmsReplyKind }>,
  ): Promise<readonly SmsReplyView[]>
}>

export type PhonesPort = Readonly<{ messages(): readonly PhoneMessage[] }>
