// What the routes of the 120 desk need of the gateway, as types.

import type { CardSheet, DeskReceiptAnswer, DeskReceiptBody } from './api-desk.ts'
import type { ProblemCode } from './problems.ts'

/** The headers of a signed receipt, as they came, and the bytes they sign. */
export type SignedRequest = Readonly<{
  partnerId: string | undefined
  timestamp: string | undefined
  signature: string | undefined
  body: Uint8Array
}>

export type DeskRefusal = Readonly<{ ok: false; code: ProblemCode; detail?: string }>

export type DeskPort = Readonly<{
  /** Undefined when the partner it names has signed it, and lately. */
  refusalOf(request: SignedRequest): DeskRefusal | undefined
  /** Resolves after the commit. `refusalOf` has had nothing against it. */
  receipt(
    partnerId: string,
    body: DeskReceiptBody,
  ): Promise<Readonly<{ ok: true; answer: DeskReceiptAnswer }> | DeskRefusal>
  /** The card as it stands now, opened by somebody, which its alert's history says from now on. */
  card(
    input: Readonly<{ alertId: number; actorId: string; page: 'sheet' | 'script'; opening: string }>,
  ): Promise<Readonly<{ ok: true; sheet: CardSheet }> | DeskRefusal>
}>
